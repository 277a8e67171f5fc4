#ifndef CSYSTEM_FAULT_H
#define CSYSTEM_FAULT_H

// 0, the negative errno that the fault hook wants this call to fail with, or 1: do a part of it.
int sys_fault(int call, int dirfd, const char *path);

#define FAULT(call, dirfd, path)               \
  do {                                         \
    int fault_ = sys_fault(call, dirfd, path); \
    if (fault_ < 0) return fault_;             \
  } while (0)

// For calls that may do less than they were asked to.
#define FAULT_OR_SHORT(call, fd, length)          \
  do {                                            \
    int fault_ = sys_fault(call, fd, NULL);       \
    if (fault_ < 0) return fault_;                \
    if (fault_ > 0 && length > 1) length /= 2;    \
  } while (0)

#endif
