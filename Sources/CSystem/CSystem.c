#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"

static _Atomic(sys_fault_hook) fault_hook = NULL;

void sys_set_fault_hook(sys_fault_hook hook) { atomic_store_explicit(&fault_hook, hook, memory_order_release); }

static int ask_hook(sys_fault_hook hook, int call, int dirfd, const char *path) {
  if (path && (path[0] == '/' || dirfd == AT_FDCWD)) return hook(call, path);
  char place[64], full[2 * PATH_MAX];
  snprintf(place, sizeof place, "/proc/self/fd/%d", dirfd);
  ssize_t n = readlink(place, full, PATH_MAX);
  if (n < 0) return hook(call, path);
  full[n] = 0;
  if (path && path[0]) snprintf(full + n, sizeof full - (size_t)n, "/%s", path);
  return hook(call, full);
}

int sys_fault(int call, int dirfd, const char *path) {
  sys_fault_hook hook = atomic_load_explicit(&fault_hook, memory_order_acquire);
  if (__builtin_expect(hook == NULL, 1)) return 0;
  return -ask_hook(hook, call, dirfd, path);
}

// Made again for as long as a signal interrupts it.
#define RETRY(expression)                              \
  ({                                                   \
    __typeof__(expression) result_;                    \
    do { result_ = (expression); } while (result_ < 0 && errno == EINTR); \
    result_ < 0 ? -errno : result_;                    \
  })
#define ONCE(expression)                               \
  ({                                                   \
    __typeof__(expression) result_ = (expression);     \
    result_ < 0 ? -errno : result_;                    \
  })

int sys_open(const char *path, int flags, unsigned mode) { return sys_openat(AT_FDCWD, path, flags, mode); }

int sys_openat(int dirfd, const char *path, int flags, unsigned mode) {
  FAULT(sys_call_open, dirfd, path);
  return RETRY(openat(dirfd, path, flags | O_CLOEXEC, mode));
}

int sys_memory_file(const void *bytes, size_t length) {
  FAULT(sys_call_open, AT_FDCWD, "memory");
  int fd = ONCE(memfd_create("input", MFD_CLOEXEC));
  if (fd < 0) return fd;
  int error = sys_write_all(fd, bytes, length);
  if (error == 0 && lseek(fd, 0, SEEK_SET) < 0) error = -errno;
  if (error < 0) {
    close(fd);
    return error;
  }
  return fd;
}

ssize_t sys_read(int fd, void *buffer, size_t length) {
  FAULT_OR_SHORT(sys_call_read, fd, length);
  return RETRY(read(fd, buffer, length));
}

ssize_t sys_pread(int fd, void *buffer, size_t length, int64_t offset) {
  FAULT_OR_SHORT(sys_call_read, fd, length);
  return RETRY(pread(fd, buffer, length, offset));
}

ssize_t sys_pwrite(int fd, const void *buffer, size_t length, int64_t offset) {
  FAULT_OR_SHORT(sys_call_write, fd, length);
  return RETRY(pwrite(fd, buffer, length, offset));
}

ssize_t sys_write(int fd, const void *buffer, size_t length) {
  FAULT_OR_SHORT(sys_call_write, fd, length);
  return RETRY(write(fd, buffer, length));
}

int sys_write_all(int fd, const void *buffer, size_t length) {
  const char *at = buffer;
  while (length > 0) {
    ssize_t n = sys_write(fd, at, length);
    if (n < 0) return (int)n;
    if (n == 0) return -EIO;
    at += n;
    length -= (size_t)n;
  }
  return 0;
}

int64_t sys_seek(int fd, int64_t offset, int whence) {
  FAULT(sys_call_seek, fd, NULL);
  return ONCE(lseek(fd, offset, whence));
}

int sys_close(int fd) {
  int error = sys_fault(sys_call_close, fd, NULL);
  // Linux has closed the descriptor even when it answers EINTR: never again.
  int result = close(fd);
  if (error < 0) return error;
  return result < 0 && errno != EINTR ? -errno : 0;
}

int sys_rename(const char *from, const char *to) { return sys_renameat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int sys_renameat(int fromfd, const char *from, int tofd, const char *to, unsigned flags) {
  FAULT(sys_call_rename, tofd, to);
  if (flags == 0) return ONCE(renameat(fromfd, from, tofd, to));
  return ONCE(renameat2(fromfd, from, tofd, to, flags));
}

int sys_unlinkat(int dirfd, const char *path, int flags) {
  FAULT(sys_call_unlink, dirfd, path);
  return ONCE(unlinkat(dirfd, path, flags));
}

int sys_mkdirat(int dirfd, const char *path, unsigned mode) {
  FAULT(sys_call_mkdir, dirfd, path);
  return ONCE(mkdirat(dirfd, path, mode));
}

int sys_linkat(int fromfd, const char *from, int tofd, const char *to, int flags) {
  FAULT(sys_call_link, tofd, to);
  return ONCE(linkat(fromfd, from, tofd, to, flags));
}

int sys_symlinkat(const char *target, int dirfd, const char *path) {
  FAULT(sys_call_symlink, dirfd, path);
  return ONCE(symlinkat(target, dirfd, path));
}

ssize_t sys_readlinkat(int dirfd, const char *path, char *buffer, size_t length) {
  FAULT(sys_call_readlink, dirfd, path);
  return ONCE(readlinkat(dirfd, path, buffer, length));
}

static int64_t nanoseconds(struct statx_timestamp t) { return t.tv_sec * 1000000000 + t.tv_nsec; }

static int stat_into(int dirfd, const char *path, int flags, struct sys_info *info) {
  struct statx s;
  if (RETRY(statx(dirfd, path, flags, STATX_BASIC_STATS, &s)) < 0) return -errno;
  info->inode = s.stx_ino;
  info->device = makedev(s.stx_dev_major, s.stx_dev_minor);
  info->size = (int64_t)s.stx_size;
  info->mtime = nanoseconds(s.stx_mtime);
  info->ctime = nanoseconds(s.stx_ctime);
  info->links = s.stx_nlink;
  info->mode = s.stx_mode;
  info->uid = s.stx_uid;
  info->gid = s.stx_gid;
  info->kind = S_ISREG(s.stx_mode)   ? sys_kind_file
               : S_ISDIR(s.stx_mode) ? sys_kind_directory
               : S_ISLNK(s.stx_mode) ? sys_kind_symlink
                                     : sys_kind_other;
  return 0;
}

int sys_statat(int dirfd, const char *path, int followLinks, struct sys_info *info) {
  FAULT(sys_call_stat, dirfd, path);
  return stat_into(dirfd, path, AT_NO_AUTOMOUNT | (followLinks ? 0 : AT_SYMLINK_NOFOLLOW), info);
}

int sys_fstat(int fd, struct sys_info *info) {
  FAULT(sys_call_stat, fd, NULL);
  return stat_into(fd, "", AT_EMPTY_PATH, info);
}

ssize_t sys_getdents(int fd, void *buffer, size_t length) {
  FAULT(sys_call_getdents, fd, NULL);
  return ONCE(syscall(SYS_getdents64, fd, buffer, length));
}

int sys_fchmod(int fd, unsigned mode) {
  FAULT(sys_call_chmod, fd, NULL);
  return RETRY(fchmod(fd, mode));
}

int sys_chmodat(int dirfd, const char *path, unsigned mode) {
  FAULT(sys_call_chmod, dirfd, path);
  return RETRY(fchmodat(dirfd, path, mode, 0));
}

int sys_fchown(int fd, unsigned uid, unsigned gid) {
  FAULT(sys_call_chown, fd, NULL);
  return RETRY(fchown(fd, uid, gid));
}

int sys_fsync(int fd) {
  FAULT(sys_call_fsync, fd, NULL);
  return RETRY(fsync(fd));
}

int sys_syncfs(int fd) {
  FAULT(sys_call_syncfs, fd, NULL);
  return RETRY(syncfs(fd));
}

int sys_reflink(int from, int to) {
  FAULT(sys_call_reflink, to, NULL);
  return RETRY(ioctl(to, FICLONE, from));
}

ssize_t sys_copy_range(int from, int to, size_t length) {
  FAULT_OR_SHORT(sys_call_copy_range, to, length);
  return RETRY(copy_file_range(from, NULL, to, NULL, length, 0));
}

int sys_truncate(int fd, int64_t length) {
  FAULT(sys_call_truncate, fd, NULL);
  return RETRY(ftruncate(fd, length));
}

int sys_flock(int fd, int operation) {
  FAULT(sys_call_flock, fd, NULL);
  return RETRY(flock(fd, operation));
}

static struct timespec timespec_of(int64_t ns) {
  if (ns == INT64_MIN) return (struct timespec){.tv_sec = 0, .tv_nsec = UTIME_OMIT};
  int64_t seconds = ns / 1000000000, rest = ns % 1000000000;
  if (rest < 0) {
    rest += 1000000000;
    seconds -= 1;
  }
  return (struct timespec){.tv_sec = seconds, .tv_nsec = rest};
}

int sys_utimensat(int dirfd, const char *path, int64_t atime, int64_t mtime, int followLinks) {
  FAULT(sys_call_utimens, dirfd, path);
  struct timespec times[2] = {timespec_of(atime), timespec_of(mtime)};
  return RETRY(utimensat(dirfd, path, times, followLinks ? 0 : AT_SYMLINK_NOFOLLOW));
}

int sys_advise_sequential(int fd) {
  FAULT(sys_call_advise, fd, NULL);
  return -posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
}

void sys_write_behind(int fd, int64_t offset, int64_t length) {
  sync_file_range(fd, offset, length, SYNC_FILE_RANGE_WRITE);
}

int sys_advise_ahead(int fd, int64_t offset, int64_t length) {
  FAULT(sys_call_advise, fd, NULL);
  return -posix_fadvise(fd, offset, length, POSIX_FADV_WILLNEED);
}

int sys_realpath(const char *path, char *out) {
  FAULT(sys_call_realpath, AT_FDCWD, path);
  return realpath(path, out) ? 0 : -errno;
}

int sys_getcwd(char *out, size_t length) {
  FAULT(sys_call_getcwd, AT_FDCWD, ".");
  return getcwd(out, length) ? 0 : -errno;
}

int sys_pipe(int fds[2]) {
  FAULT(sys_call_pipe, AT_FDCWD, "pipe");
  return ONCE(pipe2(fds, O_CLOEXEC));
}

int sys_set_pipe_size(int fd, int bytes) { return ONCE(fcntl(fd, F_SETPIPE_SZ, bytes)); }

int sys_has_aes(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("aes") ? 1 : 0;
#elif defined(__aarch64__)
  return (getauxval(AT_HWCAP) & 8) != 0;
#else
  return 0;
#endif
}

void *sys_map(int fd, size_t length, int *error) {
  int fault = sys_fault(sys_call_map, fd, NULL);
  if (fault < 0) {
    *error = -fault;
    return NULL;
  }
  void *address = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
  *error = address == MAP_FAILED ? errno : 0;
  return address == MAP_FAILED ? NULL : address;
}

void sys_unmap(void *address, size_t length) {
  if (address) munmap(address, length);
}

int sys_random(void *buffer, size_t length) {
  FAULT(sys_call_random, AT_FDCWD, "random");
  char *at = buffer;
  while (length > 0) {
    ssize_t n = RETRY(getrandom(at, length, 0));
    if (n < 0) return (int)n;
    at += n;
    length -= (size_t)n;
  }
  return 0;
}

const char *sys_error_text(int error, char *out, size_t length) {
  const char *text = strerror_r(error, out, length);  // the GNU one: may answer a constant instead
  if (text != out) snprintf(out, length, "%s", text);
  return out;
}

int sys_cpu_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (int)n : 1;
}

int sys_poll_read(const int *fds, uint8_t *ready, int count, int timeout) {
  struct pollfd polls[8];
  if (count > 8) return -EINVAL;
  for (int i = 0; i < count; i++) polls[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
  int n = RETRY(poll(polls, (nfds_t)count, timeout));
  for (int i = 0; i < count; i++) ready[i] = n > 0 && fds[i] >= 0 && polls[i].revents != 0;
  return n;
}

int sys_poll_many(const int *fds, uint8_t *ready, int count, int timeout) {
  struct pollfd *polls = calloc((size_t)count + 1, sizeof *polls);
  if (!polls) return -ENOMEM;
  for (int i = 0; i < count; i++) polls[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
  int n = poll(polls, (nfds_t)count, timeout);
  if (n < 0) n = -errno;
  for (int i = 0; i < count; i++) ready[i] = n > 0 && polls[i].revents != 0;
  free(polls);
  return n;
}

int sys_poll(const int *fds, const uint8_t *wanted, uint8_t *ready, int count, int timeout) {
  struct pollfd polls[8];
  if (count > 8) return -EINVAL;
  for (int i = 0; i < count; i++) {
    short events = (short)((wanted[i] & 1 ? POLLIN : 0) | (wanted[i] & 2 ? POLLOUT : 0));
    polls[i] = (struct pollfd){.fd = events ? fds[i] : -1, .events = events};
  }
  int n = RETRY(poll(polls, (nfds_t)count, timeout));
  for (int i = 0; i < count; i++) {
    int broken = polls[i].revents & (POLLERR | POLLHUP | POLLNVAL);
    int in = n > 0 && (broken || polls[i].revents & POLLIN);
    int out = n > 0 && (broken || polls[i].revents & POLLOUT);
    ready[i] = (uint8_t)(wanted[i] & ((in ? 1 : 0) | (out ? 2 : 0)));
  }
  return n;
}

int sys_set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return -errno;
  return ONCE(fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

void sys_sleep_ms(unsigned milliseconds) {
  struct timespec left = {.tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) {}
}

static int64_t clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t sys_monotonic_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
int64_t sys_realtime_ns(void) { return clock_ns(CLOCK_REALTIME); }
