#include "CCoverage.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Behind the last branch there is room for those of nobody, so that a missing table needs no question.
static uint32_t edges;
static uint8_t *counts, *seen;
static uint32_t *passed;
static uint32_t passed_count;
static _Thread_local bool is_counting;

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);
void __sanitizer_cov_trace_pc_guard(uint32_t *guard);

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop) {
  if (start == stop || *start) return;
  for (uint32_t *guard = start; guard < stop; guard++) *guard = ++edges;
}

void __sanitizer_cov_trace_pc_guard(uint32_t *guard) {
  uint32_t edge = *guard;
  if (!is_counting || !edge) return;
  if (!counts[edge]) passed[passed_count++] = edge;
  if (counts[edge] < 255) counts[edge]++;
}

uint32_t coverage_edges(void) { return edges; }

void coverage_begin(void) {
  if (!edges) return;
  if (!counts) {
    uint8_t *a = calloc(edges + 1, 1), *b = calloc(edges + 1, 1);
    uint32_t *c = calloc(edges + 1, sizeof *c);
    if (!a || !b || !c) abort();
    counts = a;
    seen = b;
    passed = c;
  }
  for (uint32_t i = 0; i < passed_count; i++) counts[passed[i]] = 0;
  passed_count = 0;
  is_counting = true;
}

static uint8_t step(uint8_t count) {
  if (count <= 3) return (uint8_t)(1 << (count - 1));
  if (count < 8) return 8;
  if (count < 16) return 16;
  if (count < 32) return 32;
  return count < 128 ? 64 : 128;
}

uint32_t coverage_end(void) {
  is_counting = false;
  uint32_t fresh = 0;
  for (uint32_t i = 0; i < passed_count; i++) {
    uint32_t edge = passed[i];
    uint8_t bit = step(counts[edge]);
    if (!(seen[edge] & bit)) {
      seen[edge] |= bit;
      fresh++;
    }
  }
  return fresh;
}

uint32_t coverage_passed(uint32_t *out, uint32_t limit) {
  uint32_t count = passed_count < limit ? passed_count : limit;
  if (count) memcpy(out, passed, count * sizeof *out);
  return count;
}

void coverage_forget(void) {
  if (seen) memset(seen, 0, edges + 1);
}
