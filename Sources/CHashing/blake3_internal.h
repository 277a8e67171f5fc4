#ifndef CAIRN_BLAKE3_INTERNAL_H
#define CAIRN_BLAKE3_INTERNAL_H

#include "CHashing.h"

enum { BLAKE3_CHUNK_START = 1, BLAKE3_CHUNK_END = 2, BLAKE3_PARENT = 4, BLAKE3_ROOT = 8 };

static const uint32_t cairn_blake3_iv[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                            0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/// One block. `out` may be `cv`.
void cairn_blake3_compress(const uint32_t cv[8], const uint32_t m[16], uint64_t counter, uint32_t length,
                           uint32_t flags, uint32_t out[8]);

/// The value of the subtree of eight whole chunks at `data`, the first of them being number `first`.
/// Returns 0 and does nothing where the processor has no such lanes.
int cairn_blake3_eight_chunks(const uint8_t *data, uint64_t first, uint32_t cv[8]);

// The seven rounds over v[16] and m[16], of words or of vectors; BLAKE3_ROTATE turns right.
#define BLAKE3_G(a, b, c, d, x, y)          \
  v[a] += v[b] + m[x];                      \
  v[d] = BLAKE3_ROTATE(v[d] ^ v[a], 16);    \
  v[c] += v[d];                             \
  v[b] = BLAKE3_ROTATE(v[b] ^ v[c], 12);    \
  v[a] += v[b] + m[y];                      \
  v[d] = BLAKE3_ROTATE(v[d] ^ v[a], 8);     \
  v[c] += v[d];                             \
  v[b] = BLAKE3_ROTATE(v[b] ^ v[c], 7);
#define BLAKE3_ROUND(a, b, c, d, e, f, g, h, i, j, k, l, n, o, p, q) \
  BLAKE3_G(0, 4, 8, 12, a, b)                                        \
  BLAKE3_G(1, 5, 9, 13, c, d)                                        \
  BLAKE3_G(2, 6, 10, 14, e, f)                                       \
  BLAKE3_G(3, 7, 11, 15, g, h)                                       \
  BLAKE3_G(0, 5, 10, 15, i, j)                                       \
  BLAKE3_G(1, 6, 11, 12, k, l)                                       \
  BLAKE3_G(2, 7, 8, 13, n, o)                                        \
  BLAKE3_G(3, 4, 9, 14, p, q)
#define BLAKE3_ROUNDS                                                  \
  BLAKE3_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)   \
  BLAKE3_ROUND(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)   \
  BLAKE3_ROUND(3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1)   \
  BLAKE3_ROUND(10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6)   \
  BLAKE3_ROUND(12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4)   \
  BLAKE3_ROUND(9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7)   \
  BLAKE3_ROUND(11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13)

#endif
