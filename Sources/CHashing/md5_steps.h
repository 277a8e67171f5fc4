// The 64 steps of RFC 1321, for any type with + & | ^ ~ and shifts: uint32_t or a vector of it.
// The includer defines MD5_G, MD5_ROTATE; `a b c d` hold the state and `w[16]` the words of the block.
#ifndef CAIRN_MD5_STEPS_H
#define CAIRN_MD5_STEPS_H

#define MD5_F(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define MD5_H(b, c, d) ((b) ^ ((c) ^ (d)))
#define MD5_I(b, c, d) ((c) ^ ((b) | ~(d)))

#define MD5_STEP(f, a, b, c, d, k, s, t) \
  a += w[k] + t;                         \
  a += f(b, c, d);                       \
  a = MD5_ROTATE(a, s) + b;

// G's two halves have no bit in common: added one after the other, the one without b is off the critical path.
#define MD5_STEP_G(a, b, c, d, k, s, t) \
  a += w[k] + t;                        \
  MD5_G(a, b, c, d)                     \
  a = MD5_ROTATE(a, s) + b;

#define MD5_FOUR(f, k0, k1, k2, k3, s0, s1, s2, s3, t0, t1, t2, t3) \
  MD5_STEP(f, a, b, c, d, k0, s0, t0)                               \
  MD5_STEP(f, d, a, b, c, k1, s1, t1)                               \
  MD5_STEP(f, c, d, a, b, k2, s2, t2)                               \
  MD5_STEP(f, b, c, d, a, k3, s3, t3)

#define MD5_FOUR_G(k0, k1, k2, k3, t0, t1, t2, t3) \
  MD5_STEP_G(a, b, c, d, k0, 5, t0)                \
  MD5_STEP_G(d, a, b, c, k1, 9, t1)                \
  MD5_STEP_G(c, d, a, b, k2, 14, t2)               \
  MD5_STEP_G(b, c, d, a, k3, 20, t3)

#define MD5_ALL_STEPS                                                                                     \
  MD5_FOUR(MD5_F, 0, 1, 2, 3, 7, 12, 17, 22, 0xd76aa478u, 0xe8c7b756u, 0x242070dbu, 0xc1bdceeeu)          \
  MD5_FOUR(MD5_F, 4, 5, 6, 7, 7, 12, 17, 22, 0xf57c0fafu, 0x4787c62au, 0xa8304613u, 0xfd469501u)          \
  MD5_FOUR(MD5_F, 8, 9, 10, 11, 7, 12, 17, 22, 0x698098d8u, 0x8b44f7afu, 0xffff5bb1u, 0x895cd7beu)        \
  MD5_FOUR(MD5_F, 12, 13, 14, 15, 7, 12, 17, 22, 0x6b901122u, 0xfd987193u, 0xa679438eu, 0x49b40821u)      \
  MD5_FOUR_G(1, 6, 11, 0, 0xf61e2562u, 0xc040b340u, 0x265e5a51u, 0xe9b6c7aau)                             \
  MD5_FOUR_G(5, 10, 15, 4, 0xd62f105du, 0x02441453u, 0xd8a1e681u, 0xe7d3fbc8u)                            \
  MD5_FOUR_G(9, 14, 3, 8, 0x21e1cde6u, 0xc33707d6u, 0xf4d50d87u, 0x455a14edu)                             \
  MD5_FOUR_G(13, 2, 7, 12, 0xa9e3e905u, 0xfcefa3f8u, 0x676f02d9u, 0x8d2a4c8au)                            \
  MD5_FOUR(MD5_H, 5, 8, 11, 14, 4, 11, 16, 23, 0xfffa3942u, 0x8771f681u, 0x6d9d6122u, 0xfde5380cu)        \
  MD5_FOUR(MD5_H, 1, 4, 7, 10, 4, 11, 16, 23, 0xa4beea44u, 0x4bdecfa9u, 0xf6bb4b60u, 0xbebfbc70u)         \
  MD5_FOUR(MD5_H, 13, 0, 3, 6, 4, 11, 16, 23, 0x289b7ec6u, 0xeaa127fau, 0xd4ef3085u, 0x04881d05u)         \
  MD5_FOUR(MD5_H, 9, 12, 15, 2, 4, 11, 16, 23, 0xd9d4d039u, 0xe6db99e5u, 0x1fa27cf8u, 0xc4ac5665u)        \
  MD5_FOUR(MD5_I, 0, 7, 14, 5, 6, 10, 15, 21, 0xf4292244u, 0x432aff97u, 0xab9423a7u, 0xfc93a039u)         \
  MD5_FOUR(MD5_I, 12, 3, 10, 1, 6, 10, 15, 21, 0x655b59c3u, 0x8f0ccc92u, 0xffeff47du, 0x85845dd1u)        \
  MD5_FOUR(MD5_I, 8, 15, 6, 13, 6, 10, 15, 21, 0x6fa87e4fu, 0xfe2ce6e0u, 0xa3014314u, 0x4e0811a1u)        \
  MD5_FOUR(MD5_I, 4, 11, 2, 9, 6, 10, 15, 21, 0xf7537e82u, 0xbd3af235u, 0x2ad7d2bbu, 0xeb86d391u)

#endif
