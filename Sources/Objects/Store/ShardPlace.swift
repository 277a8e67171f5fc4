import Hashing

/// How the files of a shard's directory are reached: by its own descriptor, or by that of the directory above.
struct ShardPlace {
  let descriptor: Int32
  /// The shard, where `descriptor` is the directory above it.
  let below: UInt8?

  /// A file's name as calls relative to `descriptor` need it.
  func name(_ name: String) -> String { below.map { ShardDirectories.name($0) + "/" + name } ?? name }
}

extension ObjectID {
  /// Lends an object's name relative to the place's descriptor as a C string.
  @inline(__always)
  func withFileName<R>(in place: ShardPlace, _ body: (UnsafePointer<CChar>) -> R) -> R {
    if place.below == nil { return withFileName(body) }
    return place.name(String(description.dropFirst(2))).withCString(body)
  }
}
