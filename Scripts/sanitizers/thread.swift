// Two threads and one unguarded number: a thread sanitizer that says nothing about this is not there.
import Glibc

final class Counter: @unchecked Sendable { var count = 0 }

let counter = Counter()
let threads = (0..<2).map { _ in
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { raw in
      let counter = raw.map { Unmanaged<Counter>.fromOpaque($0).takeUnretainedValue() }
      for _ in 0..<1000 { counter?.count += 1 }
      return nil
    }, Unmanaged.passUnretained(counter).toOpaque())
  return thread
}
for thread in threads { pthread_join(thread, nil) }
