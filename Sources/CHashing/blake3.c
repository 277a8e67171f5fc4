// BLAKE3 (https://github.com/BLAKE3-team/BLAKE3-specs, section 2), hash mode only: one stream, portable; whole
// runs of chunks go eight at a time through blake3_avx2.c where the processor can.
#include "blake3_internal.h"

#include <string.h>

static inline uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

void cairn_blake3_compress(const uint32_t cv[8], const uint32_t m[16], uint64_t counter, uint32_t length,
                           uint32_t flags, uint32_t out[8]) {
  uint32_t v[16] = {cv[0],
                    cv[1],
                    cv[2],
                    cv[3],
                    cv[4],
                    cv[5],
                    cv[6],
                    cv[7],
                    cairn_blake3_iv[0],
                    cairn_blake3_iv[1],
                    cairn_blake3_iv[2],
                    cairn_blake3_iv[3],
                    (uint32_t)counter,
                    (uint32_t)(counter >> 32),
                    length,
                    flags};
#define BLAKE3_ROTATE(x, n) rotate(x, n)
  BLAKE3_ROUNDS
#undef BLAKE3_ROTATE
  for (int i = 0; i < 8; i++) out[i] = v[i] ^ v[i + 8];
}

static void load_block(const uint8_t *bytes, uint32_t m[16]) {
  for (int i = 0; i < 16; i++)
    m[i] = (uint32_t)bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 | (uint32_t)bytes[4 * i + 2] << 16 |
           (uint32_t)bytes[4 * i + 3] << 24;
}

static void parent(const uint32_t left[8], const uint32_t right[8], uint32_t flags, uint32_t out[8]) {
  uint32_t m[16];
  memcpy(m, left, 32);
  memcpy(m + 8, right, 32);
  cairn_blake3_compress(cairn_blake3_iv, m, 0, 64, BLAKE3_PARENT | flags, out);
}

static void start_chunk(cairn_blake3 *b) {
  memcpy(b->cv, cairn_blake3_iv, 32);
  b->filled = 0;
  b->blocks = 0;
}

void cairn_blake3_init(cairn_blake3 *b) {
  memset(b, 0, sizeof *b);
  start_chunk(b);
}

/// Takes in the value of a finished subtree of 2^`level` chunks. More input is known to follow, so no node made here
/// is the root.
static void push(cairn_blake3 *b, uint32_t cv[8], int level) {
  b->chunks += (uint64_t)1 << level;
  for (uint64_t total = b->chunks >> level; (total & 1) == 0; total >>= 1)
    parent(b->stack[--b->depth], cv, 0, cv);
  memcpy(b->stack[b->depth++], cv, 32);
}

static uint32_t chunk_flags(const cairn_blake3 *b) { return b->blocks == 0 ? BLAKE3_CHUNK_START : 0; }

void cairn_blake3_update(cairn_blake3 *b, const void *data, size_t length) {
  const uint8_t *at = data;
  uint32_t m[16];
  while (length > 0) {
    // A full block is worked off only when more comes: the last one bears flags of its own.
    if (b->filled == 64) {
      load_block(b->block, m);
      int last = b->blocks == 15;
      cairn_blake3_compress(b->cv, m, b->chunks, 64, chunk_flags(b) | (last ? BLAKE3_CHUNK_END : 0), b->cv);
      b->filled = 0;
      b->blocks++;
      if (last) {
        uint32_t cv[8];
        memcpy(cv, b->cv, 32);
        push(b, cv, 0);
        start_chunk(b);
      }
    }
    if (b->filled == 0 && b->blocks == 0 && b->chunks % 8 == 0 && length > 8 * 1024) {
      uint32_t cv[8];
      if (cairn_blake3_eight_chunks(at, b->chunks, cv)) {
        push(b, cv, 3);
        at += 8 * 1024;
        length -= 8 * 1024;
        continue;
      }
    }
    size_t take = 64u - b->filled < length ? 64u - b->filled : length;
    memcpy(b->block + b->filled, at, take);
    b->filled += (uint8_t)take;
    at += take;
    length -= take;
  }
}

void cairn_blake3_finish(const cairn_blake3 *b, uint8_t digest[32]) {
  uint8_t block[64] = {0};
  uint32_t m[16], out[8];
  memcpy(block, b->block, b->filled);
  load_block(block, m);
  uint32_t flags = chunk_flags(b) | BLAKE3_CHUNK_END;
  if (b->depth == 0) flags |= BLAKE3_ROOT;
  cairn_blake3_compress(b->cv, m, b->chunks, b->filled, flags, out);
  for (int i = b->depth; i-- > 0;) parent(b->stack[i], out, i == 0 ? BLAKE3_ROOT : 0, out);
  for (int i = 0; i < 8; i++)
    for (int k = 0; k < 4; k++) digest[4 * i + k] = (uint8_t)(out[i] >> (8 * k));
}
