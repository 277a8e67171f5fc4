#include "CCrypto.h"

#include <dlfcn.h>
#include <pthread.h>

// libcrypto's types are opaque to us; the prototypes below are those of <openssl/evp.h>, 1.1 and 3.x.
typedef void md_ctx, md;

static struct {
  md_ctx *(*ctx_new)(void);
  void (*ctx_free)(md_ctx *);
  int (*init)(md_ctx *, const md *, void *engine);
  int (*update)(md_ctx *, const void *, size_t);
  int (*final)(md_ctx *, unsigned char *, unsigned int *);
  const md *algorithms[2];
} table;
static int ready;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
  void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libcrypto.so", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  *(void **)&table.ctx_new = dlsym(library, "EVP_MD_CTX_new");
  *(void **)&table.ctx_free = dlsym(library, "EVP_MD_CTX_free");
  *(void **)&table.init = dlsym(library, "EVP_DigestInit_ex");
  *(void **)&table.update = dlsym(library, "EVP_DigestUpdate");
  *(void **)&table.final = dlsym(library, "EVP_DigestFinal_ex");
  // Fetched once (3.x) they are found faster; 1.1 has the plain getters only.
  md *(*fetch)(void *, const char *, const char *);
  *(void **)&fetch = dlsym(library, "EVP_MD_fetch");
  const char *names[2] = {"MD5", "SHA256"}, *getters[2] = {"EVP_md5", "EVP_sha256"};
  for (int i = 0; i < 2; i++) {
    if (fetch) table.algorithms[i] = fetch(NULL, names[i], NULL);
    const md *(*getter)(void);
    *(void **)&getter = dlsym(library, getters[i]);
    if (!fetch && getter) table.algorithms[i] = getter();
  }
  ready = table.ctx_new && table.ctx_free && table.init && table.update && table.final;
}

cairn_crypto_digest *cairn_crypto_new(int algorithm) {
  pthread_once(&once, open_library);
  if (!ready || algorithm < 0 || algorithm > 1 || !table.algorithms[algorithm]) return NULL;
  md_ctx *context = table.ctx_new();
  if (!context) return NULL;
  if (table.init(context, table.algorithms[algorithm], NULL) != 1) {
    table.ctx_free(context);
    return NULL;
  }
  return (cairn_crypto_digest *)context;
}

int cairn_crypto_update(cairn_crypto_digest *digest, const void *data, size_t length) {
  return table.update((md_ctx *)digest, data, length) == 1;
}

int cairn_crypto_finish(cairn_crypto_digest *digest, uint8_t *out) {
  return table.final((md_ctx *)digest, out, NULL) == 1;
}

void cairn_crypto_free(cairn_crypto_digest *digest) {
  if (digest) table.ctx_free((md_ctx *)digest);
}
