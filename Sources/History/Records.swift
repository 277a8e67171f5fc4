import Git

/// A commit of the index. Trivial, so that arrays of it are written and read as they are.
struct CommitRecord {
  var id: GitID
  var time: Int64
  var author: UInt32
  var subject: UInt32
  var firstParent: UInt32
  var parentCount: UInt32
  var firstChange: UInt32
  var changeCount: UInt32
}

struct ChangeRecord {
  /// Numbers of versions; `.max`: no file.
  var old: UInt32
  var new: UInt32
}

struct VersionRecord {
  var blob: GitID
  /// The file's path, relative to the top of the work tree.
  var file: UInt32
  var firstFact: UInt32
  var factCount: UInt32
}

struct FactRecord {
  var stage: UInt32
  /// Relative to the top of the work tree; a URL or an absolute path for what lies elsewhere.
  var path: UInt32
  /// The hash as files spell it; 0 (the empty text): none.
  var hash: UInt32
  /// -1: unknown.
  var files: Int32
  /// -1: unknown.
  var size: Int64
  var isOutput: UInt8
}

/// Texts by number; 0 is the empty one.
struct Texts {
  private(set) var arena: [UInt8] = []
  private(set) var ends: [UInt32] = [0]
  private var numbers: [String: UInt32] = [:]
  private var isIndexed = true

  init() { numbers[""] = 0 }

  init?(arena: [UInt8], ends: [UInt32]) {
    guard ends.first == 0, Int(ends.last ?? 0) == arena.count, zip(ends, ends.dropFirst()).allSatisfy(<=)
    else {
      return nil
    }
    (self.arena, self.ends) = (arena, ends)
    isIndexed = false
  }

  var count: Int { ends.count }

  subscript(_ number: UInt32) -> String {
    number == 0 ? "" : String(decoding: bytes(number), as: UTF8.self)
  }

  private func bytes(_ number: UInt32) -> ArraySlice<UInt8> {
    arena[Int(ends[Int(number) - 1])..<Int(ends[Int(number)])]
  }

  /// The number of a text that is there; nil when none is.
  func find(_ text: String) -> UInt32? {
    if isIndexed { return numbers[text] }
    if text.isEmpty { return 0 }
    let wanted = Array(text.utf8)
    for number in 1..<UInt32(max(ends.count, 1))
    where Int(ends[Int(number)] - ends[Int(number) - 1]) == wanted.count {
      if bytes(number).elementsEqual(wanted) { return number }
    }
    return nil
  }

  mutating func add(_ text: String) -> UInt32 {
    if !isIndexed {
      for number in 0..<UInt32(ends.count) { numbers[self[number]] = number }
      isIndexed = true
    }
    if let known = numbers[text] { return known }
    arena += Array(text.utf8)
    ends.append(UInt32(arena.count))
    let number = UInt32(ends.count - 1)
    numbers[text] = number
    return number
  }
}
