import Files
import Objects

/// Makes tracked data in the workspace the kind of link that `cache.type` asks for, after it was stored.
struct Relinker {
  let repository: Repository

  func relink(_ path: String, _ snapshot: Snapshot) throws {}
}
