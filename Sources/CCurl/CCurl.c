#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// One entry per function, of the type that curl's header gives it.
#define FUNCTIONS(F) \
  F(curl_global_init) \
  F(curl_version_info) \
  F(curl_version) \
  F(curl_easy_init) \
  F(curl_easy_cleanup) \
  F(curl_easy_setopt) \
  F(curl_easy_getinfo) \
  F(curl_easy_pause) \
  F(curl_easy_strerror) \
  F(curl_multi_init) \
  F(curl_multi_cleanup) \
  F(curl_multi_setopt) \
  F(curl_multi_add_handle) \
  F(curl_multi_remove_handle) \
  F(curl_multi_perform) \
  F(curl_multi_poll) \
  F(curl_multi_info_read) \
  F(curl_slist_append) \
  F(curl_slist_free_all)

// curl's header wraps some of these names in type-checking macros.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define ENTRY(name) __typeof__(name) *name;
static struct { FUNCTIONS(ENTRY) } table;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int loaded;
static char problem[256];

static void load(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so", "libcurl.4.dylib"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++) {
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    // The reason of the first name is the one to tell.
    const char *reason = library ? NULL : dlerror();
    if (i == 0 && !library) snprintf(problem, sizeof problem, "%s", reason ? reason : "dlopen failed");
  }
  if (!library) return;
#define FIND(name) \
  if (!(table.name = (__typeof__(table.name))dlsym(library, #name))) { \
    snprintf(problem, sizeof problem, "libcurl has no " #name); \
    return; \
  }
  FUNCTIONS(FIND)
  if (table.curl_global_init(CURL_GLOBAL_DEFAULT)) {
    snprintf(problem, sizeof problem, "libcurl cannot start");
    return;
  }
  loaded = 1;
}

const char *ccurl_load(void) {
  pthread_once(&once, load);
  return loaded ? NULL : problem;
}

const char *ccurl_version(void) { return table.curl_version(); }

int ccurl_speaks(const char *scheme) {
  const curl_version_info_data *info = table.curl_version_info(CURLVERSION_NOW);
  for (const char *const *known = info->protocols; *known; known++) {
    if (!strcmp(*known, scheme)) return 1;
  }
  return 0;
}

void *ccurl_new(void) { return table.curl_easy_init(); }
void ccurl_free(void *easy) { table.curl_easy_cleanup(easy); }

int ccurl_set_number(void *easy, CURLoption option, long value) {
  return table.curl_easy_setopt(easy, option, value);
}
int ccurl_set_size(void *easy, CURLoption option, int64_t value) {
  return table.curl_easy_setopt(easy, option, (curl_off_t)value);
}
int ccurl_set_text(void *easy, CURLoption option, const char *value) {
  return table.curl_easy_setopt(easy, option, value);
}
int ccurl_set_list(void *easy, CURLoption option, struct curl_slist *list) {
  return table.curl_easy_setopt(easy, option, list);
}

int ccurl_set_callbacks(
  void *easy, ccurl_data *receive, ccurl_data *header, ccurl_data *send, ccurl_seek *seek, void *context) {
  int result = table.curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_READFUNCTION, send);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_READDATA, context);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_SEEKDATA, context);
  if (!result) result = table.curl_easy_setopt(easy, CURLOPT_PRIVATE, context);
  return result;
}

int ccurl_set_known_host(void *easy, ccurl_known_host *function, void *context) {
  int result = table.curl_easy_setopt(easy, CURLOPT_SSH_KEYFUNCTION, function);
  return result ? result : (int)table.curl_easy_setopt(easy, CURLOPT_SSH_KEYDATA, context);
}

int64_t ccurl_number(void *easy, CURLINFO what) {
  long value = 0;
  return table.curl_easy_getinfo(easy, what, &value) == CURLE_OK ? value : 0;
}
int64_t ccurl_size(void *easy, CURLINFO what) {
  curl_off_t value = 0;
  return table.curl_easy_getinfo(easy, what, &value) == CURLE_OK ? value : 0;
}
const char *ccurl_text(void *easy, CURLINFO what) {
  char *value = NULL;
  return table.curl_easy_getinfo(easy, what, &value) == CURLE_OK ? value : NULL;
}

int ccurl_pause(void *easy, int what) { return table.curl_easy_pause(easy, what); }
const char *ccurl_error_text(int code) { return table.curl_easy_strerror((CURLcode)code); }
int ccurl_set_error_buffer(void *easy, char *buffer) {
  return table.curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

void *ccurl_multi_new(long connections) {
  CURLM *multi = table.curl_multi_init();
  if (multi) table.curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
  return multi;
}
void ccurl_multi_free(void *multi) { table.curl_multi_cleanup(multi); }
int ccurl_multi_add(void *multi, void *easy) { return table.curl_multi_add_handle(multi, easy); }
int ccurl_multi_remove(void *multi, void *easy) { return table.curl_multi_remove_handle(multi, easy); }
int ccurl_multi_perform(void *multi, int *running) { return table.curl_multi_perform(multi, running); }
int ccurl_multi_poll(void *multi, int milliseconds) {
  return table.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
void *ccurl_multi_ended(void *multi, int *code) {
  int left;
  CURLMsg *message;
  while ((message = table.curl_multi_info_read(multi, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    *code = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

struct curl_slist *ccurl_list_append(struct curl_slist *list, const char *line) {
  return table.curl_slist_append(list, line);
}
void ccurl_list_free(struct curl_slist *list) { table.curl_slist_free_all(list); }
