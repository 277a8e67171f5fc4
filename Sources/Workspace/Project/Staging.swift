import Files

extension Repository {
  /// A file of ours was written or removed: it will be staged or named in the hint, and read anew.
  public func noteChange(of path: String) {
    changes.add(path)
    invalidateIndex()
  }

  /// Writes a file of ours atomically and durably, unless it has these bytes already.
  /// - Returns: whether it was written.
  @discardableResult
  public func writeTracked(_ bytes: [UInt8], to path: String, durable: Bool = true) throws -> Bool {
    if try FileSystem.readIfPresent(path) == bytes { return false }
    do {
      try FileSystem.write(bytes, to: path, durable: durable && durability != .none, nursery: nursery)
    } catch {
      // It may have its name already and only not be safe from a power cut.
      if (try? FileSystem.readIfPresent(path)) == bytes { ignoreEdits.keep() }
      throw error
    }
    ignoreEdits.keep()
    return true
  }
}
