// Sixteen lanes (AVX-512).
#include <string.h>

#include "md5_internal.h"
#include "md5_steps.h"

#ifdef CAIRN_MD5_HAS_LANES

#define LANES 16
#define LANES_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,bmi")))
#define LANES_NAME(x) LANES_JOIN_##x
#define LANES_JOIN_vec vec16
#define LANES_JOIN_lane lane16
#define LANES_JOIN_block block16
#define LANES_JOIN_transpose transpose16
#define LANES_JOIN_run cairn_md5_run_16
#define MD5_ROTATE(x, s) (((x) << (s)) | ((x) >> (32 - (s))))
#define MD5_G(a, b, c, d) a += ((c) & ~(d)) | ((b) & (d));

typedef uint32_t vec16 __attribute__((vector_size(64)));
typedef uint64_t wide16 __attribute__((vector_size(64)));

/// w[k], lane i = word k of the block at[i].
LANES_TARGET static inline __attribute__((always_inline)) void transpose16(vec16 w[16],
                                                                           const uint8_t *const at[16]) {
  wide16 u[4][4];
  for (int g = 0; g < 4; g++) {
    vec16 r[4];
    for (int i = 0; i < 4; i++) memcpy(&r[i], at[4 * g + i], 64);
#define LOW 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
    wide16 t0 = (wide16)__builtin_shufflevector(r[0], r[1], LOW);
    wide16 t1 = (wide16)__builtin_shufflevector(r[0], r[1], HIGH);
    wide16 t2 = (wide16)__builtin_shufflevector(r[2], r[3], LOW);
    wide16 t3 = (wide16)__builtin_shufflevector(r[2], r[3], HIGH);
    u[g][0] = __builtin_shufflevector(t0, t2, 0, 8, 2, 10, 4, 12, 6, 14);
    u[g][1] = __builtin_shufflevector(t0, t2, 1, 9, 3, 11, 5, 13, 7, 15);
    u[g][2] = __builtin_shufflevector(t1, t3, 0, 8, 2, 10, 4, 12, 6, 14);
    u[g][3] = __builtin_shufflevector(t1, t3, 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int k = 0; k < 4; k++) {
    wide16 low01 = __builtin_shufflevector(u[0][k], u[1][k], 0, 1, 2, 3, 8, 9, 10, 11);
    wide16 low23 = __builtin_shufflevector(u[2][k], u[3][k], 0, 1, 2, 3, 8, 9, 10, 11);
    wide16 high01 = __builtin_shufflevector(u[0][k], u[1][k], 4, 5, 6, 7, 12, 13, 14, 15);
    wide16 high23 = __builtin_shufflevector(u[2][k], u[3][k], 4, 5, 6, 7, 12, 13, 14, 15);
    w[k] = (vec16)__builtin_shufflevector(low01, low23, 0, 1, 4, 5, 8, 9, 12, 13);
    w[4 + k] = (vec16)__builtin_shufflevector(low01, low23, 2, 3, 6, 7, 10, 11, 14, 15);
    w[8 + k] = (vec16)__builtin_shufflevector(high01, high23, 0, 1, 4, 5, 8, 9, 12, 13);
    w[12 + k] = (vec16)__builtin_shufflevector(high01, high23, 2, 3, 6, 7, 10, 11, 14, 15);
  }
}

#include "md5_lanes.h"

#endif
