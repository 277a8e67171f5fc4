// Eight lanes (AVX2): vectors of one word of each, and how they are filled.
#ifndef CAIRN_LANES8_H
#define CAIRN_LANES8_H

#include <stdint.h>
#include <string.h>

#define LANES8_TARGET __attribute__((target("avx2,bmi")))

typedef uint32_t vec8 __attribute__((vector_size(32)));
typedef uint64_t wide8 __attribute__((vector_size(32)));

/// w[k], lane i = word k of the block at[i].
LANES8_TARGET static inline __attribute__((always_inline)) void transpose8(vec8 w[16],
                                                                           const uint8_t *const at[8]) {
  for (int half = 0; half < 2; half++) {
    wide8 u[2][4];
    for (int g = 0; g < 2; g++) {
      vec8 r[4];
      for (int i = 0; i < 4; i++) memcpy(&r[i], at[4 * g + i] + 32 * half, 32);
      wide8 t0 = (wide8)__builtin_shufflevector(r[0], r[1], 0, 8, 1, 9, 4, 12, 5, 13);
      wide8 t1 = (wide8)__builtin_shufflevector(r[0], r[1], 2, 10, 3, 11, 6, 14, 7, 15);
      wide8 t2 = (wide8)__builtin_shufflevector(r[2], r[3], 0, 8, 1, 9, 4, 12, 5, 13);
      wide8 t3 = (wide8)__builtin_shufflevector(r[2], r[3], 2, 10, 3, 11, 6, 14, 7, 15);
      u[g][0] = __builtin_shufflevector(t0, t2, 0, 4, 2, 6);
      u[g][1] = __builtin_shufflevector(t0, t2, 1, 5, 3, 7);
      u[g][2] = __builtin_shufflevector(t1, t3, 0, 4, 2, 6);
      u[g][3] = __builtin_shufflevector(t1, t3, 1, 5, 3, 7);
    }
    for (int k = 0; k < 4; k++) {
      w[8 * half + k] = (vec8)__builtin_shufflevector(u[0][k], u[1][k], 0, 1, 4, 5);
      w[8 * half + 4 + k] = (vec8)__builtin_shufflevector(u[0][k], u[1][k], 2, 3, 6, 7);
    }
  }
}

#endif
