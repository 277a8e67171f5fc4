import Files
import Hashing
import TestKit
import Testing

@testable import Objects

/// A store in `cache` of a scratch directory.
func store(_ scratch: Scratch, _ settings: StoreSettings = StoreSettings(workers: 2)) -> ObjectStore {
  ObjectStore(root: scratch.path("cache"), settings: settings)
}

func walk(_ scratch: Scratch, _ folder: String) throws -> FileList {
  try Walk(root: scratch.path(folder)).files()
}

/// All files in the store's directory, relative to it, but the markers of batches under way.
func storedFiles(_ scratch: Scratch) -> [String] {
  TreeSnapshot(of: scratch.path("cache")).files.filter { !$0.hasPrefix(".unsynced") }
}

/// The markers of batches.
func markers(_ scratch: Scratch) -> [String] {
  TreeSnapshot(of: scratch.path("cache")).files.filter { $0.hasPrefix(".unsynced") }
}

/// The relative path of the object with these bytes.
func objectPath(_ bytes: [UInt8]) -> String {
  let hex = Hash.digest(bytes).hex(byteCount: 16)
  return "files/md5/\(hex.prefix(2))/\(hex.dropFirst(2))"
}

/// Every file of the store is an object: right bytes under the right name, mode 0444, nothing half done.
func expectSound(_ scratch: Scratch, sourceLocation: SourceLocation = #_sourceLocation) throws {
  for path in storedFiles(scratch) {
    let bytes = try scratch.bytes("cache/" + path)
    let name = path.hasSuffix(".dir") ? String(path.dropLast(4)) : path
    #expect(name == objectPath(bytes), sourceLocation: sourceLocation)
    #expect(try scratch.mode("cache/" + path) == 0o444, sourceLocation: sourceLocation)
  }
}
