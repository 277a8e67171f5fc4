// Digest kernels: md5 one stream at a time or in SIMD lanes, BLAKE3, and a portable sha256. No state but the caller's.
#ifndef CHASHING_H
#define CHASHING_H

#include <stddef.h>
#include <stdint.h>

/// One stream of md5, fed piece by piece.
typedef struct cairn_md5 {
  uint32_t state[4];
  uint64_t length;
  uint8_t buffer[64];
} cairn_md5;

void cairn_md5_init(cairn_md5 *md5);
void cairn_md5_update(cairn_md5 *md5, const void *data, size_t length);
void cairn_md5_finish(cairn_md5 *md5, uint8_t digest[16]);

/// A buffer to hash in lanes: a whole message, or a piece of one.
/// Start with `cairn_md5_job_init`. The state is carried from piece to piece; when `last` is set it ends as
/// the digest (four little-endian words). A piece that is not the last has a multiple of 64 bytes.
typedef struct cairn_md5_job {
  const uint8_t *data;
  size_t length;
  /// Bytes of the earlier pieces.
  uint64_t before;
  uint32_t state[4];
  uint32_t last;
} cairn_md5_job;

static inline void cairn_md5_job_init(cairn_md5_job *job) {
  job->data = NULL;
  job->length = 0;
  job->before = 0;
  job->state[0] = 0x67452301u;
  job->state[1] = 0xefcdab89u;
  job->state[2] = 0x98badcfeu;
  job->state[3] = 0x10325476u;
  job->last = 1;
}

/// Hashes all jobs with the widest lanes that pay. Adds `length` to `before` of every job.
void cairn_md5_many(cairn_md5_job *jobs, size_t count);

/// The same with 1, 8 or 16 lanes; returns 0 and does nothing when this processor has no such lanes.
int cairn_md5_many_in_lanes(cairn_md5_job *jobs, size_t count, int lanes);

/// The widest lanes this processor has: 16, 8 or 1.
int cairn_md5_widest_lanes(void);

/// One stream of sha256, fed piece by piece.
typedef struct cairn_sha256 {
  uint32_t state[8];
  uint64_t length;
  uint8_t buffer[64];
} cairn_sha256;

void cairn_sha256_init(cairn_sha256 *sha);
void cairn_sha256_update(cairn_sha256 *sha, const void *data, size_t length);
void cairn_sha256_finish(cairn_sha256 *sha, uint8_t digest[32]);

/// One stream of BLAKE3, fed piece by piece.
typedef struct cairn_blake3 {
  /// Of the chunk at hand.
  uint32_t cv[8];
  /// Chunks of 1024 bytes that are done.
  uint64_t chunks;
  uint8_t block[64];
  uint8_t filled;
  /// Blocks of this chunk that are done.
  uint8_t blocks;
  uint8_t depth;
  /// The values of whole subtrees, the largest first.
  uint32_t stack[54][8];
} cairn_blake3;

void cairn_blake3_init(cairn_blake3 *blake3);
void cairn_blake3_update(cairn_blake3 *blake3, const void *data, size_t length);
void cairn_blake3_finish(const cairn_blake3 *blake3, uint8_t digest[32]);

#endif
