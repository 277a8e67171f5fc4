// A byte behind the end: an address sanitizer that says nothing about this is not there.
import Glibc

let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
bytes.initialize(repeating: 0, count: 16)
print(bytes[CommandLine.arguments.count + 15])
bytes.deallocate()
