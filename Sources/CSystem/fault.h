#ifndef CSYSTEM_FAULT_H
#define CSYSTEM_FAULT_H

// 0, or the negative errno that the fault hook wants this call to fail with.
int sys_fault(int call, int dirfd, const char *path);

#define FAULT(call, dirfd, path)               \
  do {                                         \
    int fault_ = sys_fault(call, dirfd, path); \
    if (fault_ < 0) return fault_;             \
  } while (0)

#endif
