import Files
import Hashing

extension ObjectStore {
  /// What the directories of the store look like: changes when any object comes or goes. 257 questions, whatever the
  /// store's size. It doesn't see an object rewritten in place.
  public struct Signature: Equatable, Sendable {
    public let value: UInt64
    /// When the youngest directory changed, in nanoseconds since 1970.
    public let changedAt: Int64
  }

  public func signature(_ algorithm: HashAlgorithm = .md5) throws(FileError) -> Signature {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    var youngest: Int64 = 0
    func mix(_ value: UInt64) { sum = (sum ^ value) &* 0x0000_0100_0000_01B3 ^ (sum >> 47) }
    let directories = shards(algorithm)
    for shard in 0...255 as ClosedRange<UInt8> {
      guard let info = try FileSystem.info(directories.path(shard)) else {
        mix(UInt64(shard))
        continue
      }
      mix(info.inode)
      mix(UInt64(bitPattern: info.mtime))
      mix(UInt64(bitPattern: info.ctime))
      youngest = max(youngest, info.mtime, info.ctime)
    }
    return Signature(value: sum, changedAt: youngest)
  }
}
