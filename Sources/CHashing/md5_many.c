// Chooses the lanes for a batch of jobs.
#include <string.h>

#include "md5_internal.h"

/// Jobs of one batch are taken longest first, so that the lanes run dry together; longer batches do not care.
enum { sortedBatch = 512 };

static void order_by_length(const cairn_md5_job *jobs, uint32_t *order, uint32_t *spare, size_t count) {
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t from = 0; from < count; from += 2 * width) {
      size_t middle = from + width < count ? from + width : count;
      size_t end = from + 2 * width < count ? from + 2 * width : count;
      size_t a = from, b = middle;
      for (size_t to = from; to < end; to++) {
        int left = a < middle && (b == end || jobs[order[a]].length >= jobs[order[b]].length);
        spare[to] = order[left ? a++ : b++];
      }
    }
    memcpy(order, spare, count * sizeof *order);
  }
}

int cairn_md5_widest_lanes(void) {
#ifdef CAIRN_MD5_HAS_LANES
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi"))
    return 16;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return 8;
#endif
  return 1;
}

int cairn_md5_many_in_lanes(cairn_md5_job *jobs, size_t count, int lanes) {
  if (lanes > cairn_md5_widest_lanes() || (lanes != 1 && lanes != 8 && lanes != 16)) return 0;
  if (lanes == 1) {
    cairn_md5_run_1(jobs, count);
#ifdef CAIRN_MD5_HAS_LANES
  } else {
    uint32_t order[sortedBatch], spare[sortedBatch];
    for (size_t from = 0; from < count; from += sortedBatch) {
      size_t part = count - from < sortedBatch ? count - from : sortedBatch;
      order_by_length(jobs + from, order, spare, part);
      if (lanes == 16)
        cairn_md5_run_16(jobs + from, order, part);
      else
        cairn_md5_run_8(jobs + from, order, part);
    }
#endif
  }
  for (size_t i = 0; i < count; i++) jobs[i].before += jobs[i].length;
  return 1;
}

void cairn_md5_many(cairn_md5_job *jobs, size_t count) {
  int widest = cairn_md5_widest_lanes();
  // A lone stream goes fastest alone; up to eight fit the shorter vectors, whose steps take less time.
  int lanes = count < 2 ? 1 : count <= 8 && widest > 8 ? 8 : widest;
  cairn_md5_many_in_lanes(jobs, count, lanes);
}
