// Eight chunks of BLAKE3 at once (AVX2).
#include "blake3_internal.h"

#if defined(__x86_64__)

#include "lanes8.h"

#define BLAKE3_ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))

/// One block of each lane; `cv` is replaced.
LANES8_TARGET static inline __attribute__((always_inline)) void compress8(vec8 cv[8],
                                                                          const uint8_t *const at[8],
                                                                          vec8 low, vec8 high,
                                                                          uint32_t flags) {
  vec8 m[16], v[16], zero = {0};
  transpose8(m, at);
  for (int i = 0; i < 8; i++) v[i] = cv[i];
  for (int i = 0; i < 4; i++) v[8 + i] = zero + cairn_blake3_iv[i];
  v[12] = low;
  v[13] = high;
  v[14] = zero + 64;
  v[15] = zero + flags;
  BLAKE3_ROUNDS
  for (int i = 0; i < 8; i++) cv[i] = v[i] ^ v[i + 8];
}

LANES8_TARGET static void start(vec8 cv[8]) {
  vec8 zero = {0};
  for (int i = 0; i < 8; i++) cv[i] = zero + cairn_blake3_iv[i];
}

LANES8_TARGET static void eight_chunks(const uint8_t *data, uint64_t first, uint32_t out[8]) {
  vec8 cv[8], low, high, zero = {0};
  const uint8_t *at[8];
  for (int i = 0; i < 8; i++) {
    at[i] = data + 1024 * i;
    low[i] = (uint32_t)(first + (uint64_t)i);
    high[i] = (uint32_t)((first + (uint64_t)i) >> 32);
  }
  start(cv);
  for (int block = 0; block < 16; block++) {
    uint32_t flags = (block == 0 ? BLAKE3_CHUNK_START : 0) | (block == 15 ? BLAKE3_CHUNK_END : 0);
    compress8(cv, at, low, high, flags);
    for (int i = 0; i < 8; i++) at[i] += 64;
  }
  // Three floors of parents: 4, 2, 1. Lanes without work repeat the first one's.
  uint32_t values[8][8];
  for (int count = 4; count >= 1; count /= 2) {
    for (int lane = 0; lane < 8; lane++)
      for (int i = 0; i < 8; i++) values[lane][i] = cv[i][lane];
    for (int i = 0; i < 8; i++) at[i] = (const uint8_t *)values[i < count ? 2 * i : 0];
    start(cv);
    compress8(cv, at, zero, zero, BLAKE3_PARENT);
  }
  for (int i = 0; i < 8; i++) out[i] = cv[i][0];
}

int cairn_blake3_eight_chunks(const uint8_t *data, uint64_t first, uint32_t cv[8]) {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi")) return 0;
  eight_chunks(data, first, cv);
  return 1;
}

#else

int cairn_blake3_eight_chunks(const uint8_t *data, uint64_t first, uint32_t cv[8]) {
  (void)data, (void)first, (void)cv;
  return 0;
}

#endif
