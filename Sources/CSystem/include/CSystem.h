#ifndef CSYSTEM_H
#define CSYSTEM_H

// Thin wrappers over the Linux system calls that cairn uses. Each returns a value >= 0 or a negative errno,
// retries EINTR where the call may simply be made again, opens everything close-on-exec, and first asks the
// fault hook, so that a test can make any call fail. No logic of ours lives here.

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Which call the hook is asked about.
enum {
  sys_call_open = 1, sys_call_read, sys_call_write, sys_call_close, sys_call_rename, sys_call_unlink,
  sys_call_mkdir, sys_call_link, sys_call_symlink, sys_call_readlink, sys_call_stat, sys_call_getdents,
  sys_call_chmod, sys_call_fsync, sys_call_syncfs, sys_call_reflink, sys_call_copy_range, sys_call_truncate,
  sys_call_flock, sys_call_utimens, sys_call_advise, sys_call_realpath, sys_call_getcwd, sys_call_spawn,
  sys_call_wait, sys_call_kill, sys_call_pipe, sys_call_map, sys_call_random, sys_call_seek, sys_call_chown
};

/// Asked before each call with the path as far as it can be told (absolute where a descriptor was used);
/// returns 0 to let the call happen, an errno to fail it with, or `sys_fault_short` to have a read or write do no more
/// than half of what it was asked to. Called on the calling thread.
typedef int (*sys_fault_hook)(int call, const char *path);
void sys_set_fault_hook(sys_fault_hook hook);
enum { sys_fault_short = -1 };

enum { sys_kind_file = 0, sys_kind_directory = 1, sys_kind_symlink = 2, sys_kind_other = 3 };

/// What statx tells. `mode` is the whole st_mode with its type bits; times are nanoseconds since 1970.
struct sys_info {
  uint64_t inode, device;
  int64_t size, mtime, ctime;
  uint32_t links, mode, uid, gid;
  uint32_t kind;
};

int sys_open(const char *path, int flags, unsigned mode);
int sys_openat(int dirfd, const char *path, int flags, unsigned mode);
/// An unnamed file in memory, at offset 0 after `length` bytes were put into it.
int sys_memory_file(const void *bytes, size_t length);
ssize_t sys_read(int fd, void *buffer, size_t length);
ssize_t sys_pread(int fd, void *buffer, size_t length, int64_t offset);
ssize_t sys_pwrite(int fd, const void *buffer, size_t length, int64_t offset);
ssize_t sys_write(int fd, const void *buffer, size_t length);
/// Writes everything; 0 or a negative errno.
int sys_write_all(int fd, const void *buffer, size_t length);
int64_t sys_seek(int fd, int64_t offset, int whence);
int sys_close(int fd);
int sys_rename(const char *from, const char *to);
/// `flags` are those of renameat2 (RENAME_NOREPLACE = 1, RENAME_EXCHANGE = 2).
int sys_renameat(int fromfd, const char *from, int tofd, const char *to, unsigned flags);
int sys_unlinkat(int dirfd, const char *path, int flags);
int sys_mkdirat(int dirfd, const char *path, unsigned mode);
int sys_linkat(int fromfd, const char *from, int tofd, const char *to, int flags);
int sys_symlinkat(const char *target, int dirfd, const char *path);
ssize_t sys_readlinkat(int dirfd, const char *path, char *buffer, size_t length);
int sys_statat(int dirfd, const char *path, int followLinks, struct sys_info *info);
int sys_fstat(int fd, struct sys_info *info);
ssize_t sys_getdents(int fd, void *buffer, size_t length);
int sys_fchmod(int fd, unsigned mode);
int sys_chmodat(int dirfd, const char *path, unsigned mode);
int sys_fchown(int fd, unsigned uid, unsigned gid);
int sys_fsync(int fd);
int sys_syncfs(int fd);
/// FICLONE: the whole of `from` into `to`.
int sys_reflink(int from, int to);
ssize_t sys_copy_range(int from, int to, size_t length);
int sys_truncate(int fd, int64_t length);
/// LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8.
int sys_flock(int fd, int operation);
/// INT64_MIN leaves that time as it is.
int sys_utimensat(int dirfd, const char *path, int64_t atime, int64_t mtime, int followLinks);
int sys_advise_sequential(int fd);
/// O_NOATIME: reading leaves no trace. Only for files of one's own; else opening fails with EPERM.
enum { sys_no_atime = 01000000 };
/// Starts writing a range of the file to the disk and doesn't wait for it. Errors show at the next sync.
void sys_write_behind(int fd, int64_t offset, int64_t length);
/// Start reading a range of the file ahead (POSIX_FADV_WILLNEED).
int sys_advise_ahead(int fd, int64_t offset, int64_t length);
/// `out` must hold 4096 bytes.
int sys_realpath(const char *path, char *out);
int sys_getcwd(char *out, size_t length);
int sys_pipe(int fds[2]);
/// How much a pipe holds.
int sys_set_pipe_size(int fd, int bytes);
/// Whether the processor has instructions for AES.
int sys_has_aes(void);
/// A read-only private mapping of the first `length` bytes; NULL with the errno in *error when it fails.
void *sys_map(int fd, size_t length, int *error);
void sys_unmap(void *address, size_t length);
int sys_random(void *buffer, size_t length);

struct sys_spawn_request {
  const char *program;          // looked up in PATH when it holds no slash
  char *const *argv;
  char *const *environment;
  const char *directory;        // NULL: ours
  int input, output, error;     // -1: ours
  int own_group;                // not 0: the child leads a process group of its own
};
/// Starts a child with an empty signal mask and SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGXFSZ at their defaults.
int sys_spawn(const struct sys_spawn_request *request, pid_t *pid);
/// Blocks (or with `poll` != 0 returns 0 at once if it still runs). Then 1, and in *code the exit code or in
/// *signal the signal number.
int sys_wait(pid_t pid, int poll, int *code, int *signal);
/// Never blocks. 0 while nothing changed, 1 as sys_wait, 2 when the child was stopped by *signal.
int sys_wait_change(pid_t pid, int *code, int *signal);
/// A descriptor that can be read once the process has ended, or a negative errno.
int sys_process_descriptor(pid_t pid);
/// The process group that a terminal listens to, or a negative errno when `fd` is no terminal of ours.
pid_t sys_terminal_group(int fd);
/// Lets a process group have the terminal.
int sys_give_terminal(int fd, pid_t group);
pid_t sys_own_group(void);
/// A negative pid names a process group; signal 0 only asks whether it exists.
int sys_kill(pid_t pid, int signal);
pid_t sys_pid(void);
/// Our own environment, as the C library has it.
char **sys_environment(void);

/// The text strerror gives, copied into `out`, which is also returned.
const char *sys_error_text(int error, char *out, size_t length);
/// Processors that this process may use, at least 1.
int sys_cpu_count(void);
/// Blocks all asynchronous signals in the calling thread (workers leave them to the main thread).
void sys_block_signals(void);
/// Waits for events on up to `count` descriptors; a descriptor's entry in `ready` becomes 1 when it can be
/// read (or its other end is gone). `timeout` in ms, -1 for ever.
int sys_poll_read(const int *fds, uint8_t *ready, int count, int timeout);
/// The same for any number of descriptors; returns early, with -EINTR, when a signal comes.
int sys_poll_many(const int *fds, uint8_t *ready, int count, int timeout);
/// The same for reading (1) and writing (2): `wanted` says what each is asked about, `ready` what it can do; an
/// error or a closed end counts as ready for what was asked.
int sys_poll(const int *fds, const uint8_t *wanted, uint8_t *ready, int count, int timeout);
/// Reads and writes of this descriptor fail with EAGAIN instead of waiting.
int sys_set_nonblocking(int fd);
void sys_sleep_ms(unsigned milliseconds);
int64_t sys_monotonic_ns(void);
int64_t sys_realtime_ns(void);

#endif
