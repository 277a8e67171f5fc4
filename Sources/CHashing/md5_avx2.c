// Eight lanes (AVX2).
#include <string.h>

#include "lanes8.h"
#include "md5_internal.h"
#include "md5_steps.h"

#ifdef CAIRN_MD5_HAS_LANES

#define LANES 8
#define LANES_TARGET LANES8_TARGET
#define LANES_NAME(x) LANES_JOIN_##x
#define LANES_JOIN_vec vec8
#define LANES_JOIN_lane lane8
#define LANES_JOIN_block block8
#define LANES_JOIN_transpose transpose8
#define LANES_JOIN_run cairn_md5_run_8
#define MD5_ROTATE(x, s) (((x) << (s)) | ((x) >> (32 - (s))))
#define MD5_G(a, b, c, d) a += ((c) & ~(d)) | ((b) & (d));

#include "md5_lanes.h"

#endif

