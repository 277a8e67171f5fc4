#ifndef CCOVERAGE_H
#define CCOVERAGE_H

// Which branches an input took, in a build with `-sanitize-coverage=edge,trace-pc-guard`; elsewhere there are none.

#include <stdint.h>

/// How many branches the program has; 0 without instrumentation.
uint32_t coverage_edges(void);
/// From here on what this thread passes is counted.
void coverage_begin(void);
/// Ends the count.
/// - Returns: how many branches were passed as often as never before (in steps 1, 2, 3, 4…7, 8…15, 16…31, 32…127, more).
uint32_t coverage_end(void);
/// Copies the numbers of the branches of the last count, at most `limit`; returns how many.
uint32_t coverage_passed(uint32_t *edges, uint32_t limit);
/// Forgets what was seen.
void coverage_forget(void);

#endif
