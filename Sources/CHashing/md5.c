// md5 of one stream (RFC 1321), portable.
#include <string.h>

#include "md5_internal.h"
#include "md5_steps.h"

#define MD5_ROTATE(x, s) (((x) << (s)) | ((x) >> (32 - (s))))
// The empty asm keeps the compiler from joining the halves again, which costs a fifth of the speed.
#define MD5_G(a, b, c, d)      \
  a += (c) & ~(d);             \
  __asm__("" : "+r"(a));       \
  a += (b) & (d);

static inline uint32_t load_word(const uint8_t *at) {
  uint32_t word;
  memcpy(&word, at, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap32(word);
#endif
  return word;
}

void cairn_md5_blocks(uint32_t state[4], const uint8_t *data, size_t blocks) {
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  for (; blocks > 0; blocks--, data += 64) {
    uint32_t w[16];
    for (int i = 0; i < 16; i++) w[i] = load_word(data + 4 * i);
    uint32_t a0 = a, b0 = b, c0 = c, d0 = d;
    MD5_ALL_STEPS
    a += a0;
    b += b0;
    c += c0;
    d += d0;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

size_t cairn_md5_tail(uint8_t tail[128], const uint8_t *data, size_t rest, uint64_t total) {
  size_t blocks = rest < 56 ? 1 : 2;
  if (rest > 0) memcpy(tail, data, rest);
  tail[rest] = 0x80;
  memset(tail + rest + 1, 0, blocks * 64 - rest - 1);
  uint64_t bits = total << 3;
  for (int i = 0; i < 8; i++) tail[blocks * 64 - 8 + i] = (uint8_t)(bits >> (8 * i));
  return blocks;
}

void cairn_md5_init(cairn_md5 *md5) {
  cairn_md5_job start;
  cairn_md5_job_init(&start);
  memcpy(md5->state, start.state, sizeof md5->state);
  md5->length = 0;
}

void cairn_md5_update(cairn_md5 *md5, const void *data, size_t length) {
  if (length == 0) return;
  const uint8_t *from = data;
  size_t held = md5->length & 63;
  md5->length += length;
  if (held > 0) {
    size_t part = 64 - held < length ? 64 - held : length;
    memcpy(md5->buffer + held, from, part);
    from += part;
    length -= part;
    if (held + part < 64) return;
    cairn_md5_blocks(md5->state, md5->buffer, 1);
  }
  cairn_md5_blocks(md5->state, from, length / 64);
  if (length & 63) memcpy(md5->buffer, from + (length & ~(size_t)63), length & 63);
}

void cairn_md5_finish(cairn_md5 *md5, uint8_t digest[16]) {
  uint8_t tail[128];
  size_t blocks = cairn_md5_tail(tail, md5->buffer, md5->length & 63, md5->length);
  cairn_md5_blocks(md5->state, tail, blocks);
  for (int i = 0; i < 16; i++) digest[i] = (uint8_t)(md5->state[i / 4] >> (8 * (i % 4)));
}

void cairn_md5_run_1(cairn_md5_job *jobs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    cairn_md5_job *job = &jobs[i];
    size_t whole = job->length / 64;
    cairn_md5_blocks(job->state, job->data, whole);
    if (!job->last) continue;
    uint8_t tail[128];
    size_t blocks = cairn_md5_tail(tail, job->data + whole * 64, job->length & 63, job->before + job->length);
    cairn_md5_blocks(job->state, tail, blocks);
  }
}
