/// A reader of bytes that others made. It may refuse them, but not crash, hang or take memory without end.
struct FuzzTarget: Sendable {
  let name: String
  /// Fragments that mean something to the reader.
  let words: [String]
  /// Whether an input costs as much as dozens for others: a conversation, a process.
  var isSlow = false
  /// Reads `bytes`; false when they are refused.
  /// - Throws: ``FuzzFinding`` when a promise about what was read is broken.
  let read: @Sendable ([UInt8]) throws -> Bool

  init(_ name: String, words: [String], _ read: @escaping @Sendable ([UInt8]) throws -> Bool) {
    self.name = name
    self.words = words
    self.read = read
  }
}

/// What was read was not what it should have been.
struct FuzzFinding: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Whether `body` accepts; its own errors mean no, findings pass through.
func accepts(_ body: () throws -> Void) throws -> Bool {
  do {
    try body()
    return true
  } catch let finding as FuzzFinding {
    throw finding
  } catch {
    return false
  }
}
