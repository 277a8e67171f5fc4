#ifndef CAIRN_MD5_INTERNAL_H
#define CAIRN_MD5_INTERNAL_H

#include "CHashing.h"

/// Hashes whole blocks of one stream.
void cairn_md5_blocks(uint32_t state[4], const uint8_t *data, size_t blocks);

/// Fills `tail` with the last bytes of a message of `total` bytes, of which `rest` (< 64) at `data` are not
/// hashed yet, and its padding. Returns the number of blocks: 1 or 2.
size_t cairn_md5_tail(uint8_t tail[128], const uint8_t *data, size_t rest, uint64_t total);

void cairn_md5_run_1(cairn_md5_job *jobs, size_t count);

#if defined(__x86_64__)
#define CAIRN_MD5_HAS_LANES 1
/// `order[i]` is the job to take as i-th.
void cairn_md5_run_8(cairn_md5_job *jobs, const uint32_t *order, size_t count);
void cairn_md5_run_16(cairn_md5_job *jobs, const uint32_t *order, size_t count);
#endif

#endif
