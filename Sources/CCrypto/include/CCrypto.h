// libcrypto's digests behind a table filled by dlopen on first use: who never hashes much never loads it.
#ifndef CCRYPTO_H
#define CCRYPTO_H

#include <stddef.h>
#include <stdint.h>

/// A digest under way.
typedef struct cairn_crypto_digest cairn_crypto_digest;

enum { cairn_crypto_md5 = 0, cairn_crypto_sha256 = 1 };

/// NULL when there is no libcrypto, or it does not offer this algorithm.
cairn_crypto_digest *cairn_crypto_new(int algorithm);
/// 1 on success.
int cairn_crypto_update(cairn_crypto_digest *digest, const void *data, size_t length);
/// Writes 16 or 32 bytes; 1 on success.
int cairn_crypto_finish(cairn_crypto_digest *digest, uint8_t *out);
void cairn_crypto_free(cairn_crypto_digest *digest);

#endif
