#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CSystem.h"
#include "fault.h"

static int add_descriptors(posix_spawn_file_actions_t *actions, const struct sys_spawn_request *r) {
  int wanted[3] = {r->input, r->output, r->error};
  for (int i = 0; i < 3; i++) {
    int error = wanted[i] >= 0 ? posix_spawn_file_actions_adddup2(actions, wanted[i], i) : 0;
    if (error) return error;
  }
  return r->directory ? posix_spawn_file_actions_addchdir_np(actions, r->directory) : 0;
}

static int set_attributes(posix_spawnattr_t *attributes, int own_group) {
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  int reset[] = {SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGXFSZ};
  for (size_t i = 0; i < sizeof reset / sizeof *reset; i++) sigaddset(&defaults, reset[i]);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (own_group ? POSIX_SPAWN_SETPGROUP : 0);
  int error = posix_spawnattr_setsigmask(attributes, &none);
  if (!error) error = posix_spawnattr_setsigdefault(attributes, &defaults);
  if (!error && own_group) error = posix_spawnattr_setpgroup(attributes, 0);
  return error ? error : posix_spawnattr_setflags(attributes, flags);
}

int sys_spawn(const struct sys_spawn_request *r, pid_t *pid) {
  FAULT(sys_call_spawn, AT_FDCWD, r->program);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return -error;
  error = posix_spawnattr_init(&attributes);
  if (error) {
    posix_spawn_file_actions_destroy(&actions);
    return -error;
  }
  error = add_descriptors(&actions, r);
  if (!error) error = set_attributes(&attributes, r->own_group);
  if (!error) error = posix_spawnp(pid, r->program, &actions, &attributes, r->argv, r->environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return -error;
}

int sys_wait(pid_t pid, int poll, int *code, int *signal) {
  FAULT(sys_call_wait, AT_FDCWD, "wait");
  int status = 0;
  pid_t done;
  do { done = waitpid(pid, &status, poll ? WNOHANG : 0); } while (done < 0 && errno == EINTR);
  if (done < 0) return -errno;
  if (done == 0) return 0;
  *code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  *signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return 1;
}

int sys_wait_change(pid_t pid, int *code, int *signal) {
  FAULT(sys_call_wait, AT_FDCWD, "wait");
  int status = 0;
  pid_t done;
  do { done = waitpid(pid, &status, WNOHANG | WUNTRACED); } while (done < 0 && errno == EINTR);
  if (done < 0) return -errno;
  if (done == 0) return 0;
  if (WIFSTOPPED(status)) {
    *signal = WSTOPSIG(status);
    return 2;
  }
  *code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  *signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return 1;
}

int sys_process_descriptor(pid_t pid) {
  int fd = (int)syscall(SYS_pidfd_open, pid, 0);
  return fd < 0 ? -errno : fd;
}

pid_t sys_terminal_group(int fd) {
  pid_t group = tcgetpgrp(fd);
  return group < 0 ? -errno : group;
}

int sys_give_terminal(int fd, pid_t group) {
  // Who isn't in the foreground would be stopped for asking.
  sigset_t block, before;
  sigemptyset(&block);
  sigaddset(&block, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &block, &before);
  int result = tcsetpgrp(fd, group) < 0 ? -errno : 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return result;
}

pid_t sys_own_group(void) { return getpgrp(); }

int sys_kill(pid_t pid, int signal) {
  FAULT(sys_call_kill, AT_FDCWD, "kill");
  return kill(pid, signal) < 0 ? -errno : 0;
}

pid_t sys_pid(void) { return getpid(); }

char **sys_environment(void) { return environ; }

void sys_block_signals(void) {
  sigset_t set;
  sigfillset(&set);
  int synchronous[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS, SIGPROF};
  for (size_t i = 0; i < sizeof synchronous / sizeof *synchronous; i++) sigdelset(&set, synchronous[i]);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
}
