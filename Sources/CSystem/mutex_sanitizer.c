// Makes Swift's Mutex visible to the thread sanitizer. A lock that is free is taken by atomics in the caller's own code,
// which the sanitizer sees. One that is taken goes to `_lockSlow` and `_unlockSlow` of libswiftSynchronization, where the
// kernel hands it over: no instrumented code is passed, and all that the lock guards looked like races. These stand in
// front of the two and tell the order. Not compiled without the sanitizer.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

typedef __attribute__((swiftcall)) void (*lock_slow)(uint32_t thread, __attribute__((swift_context)) void *mutex);
typedef __attribute__((swiftcall)) int8_t (*try_slow)(__attribute__((swift_context)) void *mutex);
typedef __attribute__((swiftcall)) void (*unlock_slow)(__attribute__((swift_context)) void *mutex);

static lock_slow real_lock;
static try_slow real_try;
static unlock_slow real_unlock;

__attribute__((constructor)) static void find_real(void) {
  real_lock = (lock_slow)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
  real_try = (try_slow)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
  real_unlock = (unlock_slow)dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
  // Another Swift with other names: without them every report would be worthless.
  if (!real_lock || !real_try || !real_unlock) abort();
}

__attribute__((swiftcall)) void cairn_mutex_lock_slow(
    uint32_t thread, __attribute__((swift_context)) void *mutex)
    __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
__attribute__((swiftcall)) void cairn_mutex_lock_slow(
    uint32_t thread, __attribute__((swift_context)) void *mutex) {
  real_lock(thread, mutex);
  __tsan_acquire(mutex);
}

__attribute__((swiftcall)) int8_t cairn_mutex_try_slow(__attribute__((swift_context)) void *mutex)
    __asm__("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
__attribute__((swiftcall)) int8_t cairn_mutex_try_slow(__attribute__((swift_context)) void *mutex) {
  int8_t taken = real_try(mutex);
  if (taken) __tsan_acquire(mutex);
  return taken;
}

__attribute__((swiftcall)) void cairn_mutex_unlock_slow(__attribute__((swift_context)) void *mutex)
    __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
__attribute__((swiftcall)) void cairn_mutex_unlock_slow(__attribute__((swift_context)) void *mutex) {
  __tsan_release(mutex);
  real_unlock(mutex);
}

#endif
#endif
