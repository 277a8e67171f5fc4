// The lane kernel: LANES streams at once, one 32-bit word of each in a vector. Included once per width with
// LANES, LANES_TARGET and LANES_NAME(x) defined, after the transposition LANES_NAME(transpose).

LANES_TARGET static inline __attribute__((always_inline)) void LANES_NAME(block)(
    LANES_NAME(vec) s[4], const uint8_t *const at[LANES]) {
  LANES_NAME(vec) w[16];
  LANES_NAME(transpose)(w, at);
  LANES_NAME(vec) a = s[0], b = s[1], c = s[2], d = s[3];
  MD5_ALL_STEPS
  s[0] += a;
  s[1] += b;
  s[2] += c;
  s[3] += d;
}

/// What a lane is working on. An idle lane reads the same block again and again.
typedef struct LANES_NAME(lane) {
  cairn_md5_job *job;
  size_t blocks;
  /// The padding is being hashed: then the job is done.
  int inTail;
} LANES_NAME(lane);

LANES_TARGET void LANES_NAME(run)(cairn_md5_job *jobs, const uint32_t *order, size_t count) {
  static const uint8_t idle[64];
  _Alignas(64) uint32_t state[4][LANES];
  uint8_t tail[LANES][128];
  const uint8_t *at[LANES];
  size_t step[LANES];
  LANES_NAME(lane) lane[LANES];
  size_t next = 0;
  int busy = 0;

  memset(state, 0, sizeof state);
  for (int i = 0; i < LANES; i++) {
    lane[i].job = NULL;
    lane[i].blocks = 0;
    lane[i].inTail = 1;
    at[i] = idle;
    step[i] = 0;
  }
  for (;;) {
    size_t run = SIZE_MAX;
    for (int i = 0; i < LANES; i++) {
      // A lane that has run dry goes on with its padding, or with the next job.
      while (lane[i].blocks == 0 && step[i] + (next < count) > 0) {
        cairn_md5_job *job = lane[i].job;
        if (job && !lane[i].inTail && job->last) {
          size_t whole = job->length / 64;
          lane[i].blocks = cairn_md5_tail(tail[i], job->data + whole * 64, job->length & 63,
                                          job->before + job->length);
          lane[i].inTail = 1;
          at[i] = tail[i];
          break;
        }
        if (job) {
          for (int k = 0; k < 4; k++) job->state[k] = state[k][i];
          lane[i].job = NULL;
          step[i] = 0;
          at[i] = idle;
          busy--;
        }
        if (next == count) break;
        job = &jobs[order[next++]];
        lane[i].job = job;
        lane[i].blocks = job->length / 64;
        lane[i].inTail = 0;
        for (int k = 0; k < 4; k++) state[k][i] = job->state[k];
        at[i] = job->data;
        step[i] = 64;
        busy++;
      }
      if (lane[i].job && lane[i].blocks < run) run = lane[i].blocks;
    }
    if (busy == 0) return;
    if (busy == 1 && next == count) {
      // One stream alone is faster outside the lanes.
      for (int i = 0; i < LANES; i++) {
        cairn_md5_job *job = lane[i].job;
        if (!job) continue;
        for (int k = 0; k < 4; k++) job->state[k] = state[k][i];
        cairn_md5_blocks(job->state, at[i], lane[i].blocks);
        if (!lane[i].inTail && job->last) {
          size_t whole = job->length / 64;
          size_t blocks = cairn_md5_tail(tail[i], job->data + whole * 64, job->length & 63,
                                         job->before + job->length);
          cairn_md5_blocks(job->state, tail[i], blocks);
        }
      }
      return;
    }
    LANES_NAME(vec) s[4];
    memcpy(s, state, sizeof s);
    for (size_t n = 0; n < run; n++) {
      LANES_NAME(block)(s, at);
      for (int i = 0; i < LANES; i++) at[i] += step[i];
    }
    memcpy(state, s, sizeof s);
    for (int i = 0; i < LANES; i++)
      if (lane[i].job) lane[i].blocks -= run;
  }
}
