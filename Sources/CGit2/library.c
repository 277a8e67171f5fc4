#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "CGit2.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct cgit2_library table;
static int loaded;
static char problem[256];

// True on the thread that is inside git_libgit2_init.
static _Thread_local int initialising;

// libgit2's start-up parses the machine's whole bundle of certificate authorities when it was built with mbed
// TLS (5-6 ms of 7). cairn never lets libgit2 speak TLS, so the executable exports this name
// (--export-dynamic-symbol in Package.swift) and the library binds to it: during our initialisation nothing
// is parsed. Any other caller gets the function of the library it was linked with.
typedef int parse_file(void *chain, const char *path);
__attribute__((visibility("default"), used)) int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path) {
  if (initialising) return 0;
  Dl_info caller;
  void *handle = NULL;
  parse_file *real = NULL;
  if (dladdr(__builtin_return_address(0), &caller) && caller.dli_fname) {
    handle = dlopen(caller.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  }
  if (handle) real = (parse_file *)dlsym(handle, "mbedtls_x509_crt_parse_file");
  const int file_error = -0x2900;  // MBEDTLS_ERR_X509_FILE_IO_ERROR
  int result = real && real != mbedtls_x509_crt_parse_file ? real(chain, path) : file_error;
  if (handle) dlclose(handle);
  return result;
}

// The shared object's names, the one this was developed with first; the bound interface is the same in all.
static void *open_library(void) {
  static const char *const names[] = {
    "libgit2.so.1.5", "libgit2.so.1.9", "libgit2.so.1.8", "libgit2.so.1.7", "libgit2.so.1.6",
    "libgit2.so.1.4", "libgit2.so.1.3", "libgit2.so.1.2", "libgit2.so.1.1", "libgit2.so.1.0",
    "libgit2.so",     "libgit2.dylib",
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *handle = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    if (handle) return handle;
    // The reason of the first name is the one to tell.
    const char *reason = dlerror();
    if (i == 0) snprintf(problem, sizeof problem, "%s", reason ? reason : "dlopen failed");
  }
  return NULL;
}

static void load(void) {
  void *handle = open_library();
  if (!handle) return;
#define CGIT2_FIND(name) \
  if (!(table.name = (__typeof__(table.name))dlsym(handle, #name))) { \
    snprintf(problem, sizeof problem, "libgit2 has no %s", #name); \
    return; \
  }
  CGIT2_FUNCTIONS(CGIT2_FIND)
#undef CGIT2_FIND
  initialising = 1;
  int started = table.git_libgit2_init();
  initialising = 0;
  if (started < 0) {
    snprintf(problem, sizeof problem, "git_libgit2_init failed (%d)", started);
    return;
  }
  // Extensions that change nothing about how objects and references are read. Older versions answer -1.
  static const char *const harmless[] = {
    "partialclone", "preciousobjects", "worktreeconfig", "relativeworktrees",
  };
  table.git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, sizeof harmless / sizeof *harmless);
  // Git's ownership rule is applied by the caller, the same way for every version of the library.
  table.git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  problem[0] = 0;
  loaded = 1;
}

const struct cgit2_library *cgit2_library(void) {
  pthread_once(&once, load);
  return loaded ? &table : NULL;
}

int cgit2_load(void) { return cgit2_library() ? 0 : CGIT2_UNAVAILABLE; }

const char *cgit2_load_problem(void) { return problem; }

int cgit2_version(void) {
  const struct cgit2_library *git = cgit2_library();
  int major = 0, minor = 0, revision = 0;
  if (git) git->git_libgit2_version(&major, &minor, &revision);
  return major * 10000 + minor * 100 + revision;
}

int cgit2_last_error(char *message, size_t capacity) {
  const struct cgit2_library *git = cgit2_library();
  const git_error *last = git ? git->git_error_last() : NULL;
  snprintf(message, capacity, "%s", last && last->message ? last->message : "");
  return last ? last->klass : 0;
}
