/// A command that takes a list of words which may become long: `add file*`.
protocol TakesManyWords: CairnCommand {
  /// The list that grows with the command line.
  static var manyWords: WritableKeyPath<Self, [String]> { get }
}

extension TakesManyWords {
  /// - Returns: the command with the runs in their places; nil when one didn't come out in its list.
  func unpacking(_ bundles: WordBundles) -> Self? {
    guard let whole = bundles.unpacked(self[keyPath: Self.manyWords]) else { return nil }
    var command = self
    command[keyPath: Self.manyWords] = whole
    return command
  }
}

/// Long runs of plain words, each handed to the argument parser as one word: what it spends on the values of a
/// list grows with the square of their number.
struct WordBundles {
  /// Shorter runs aren't worth it.
  static let least = 64

  /// What the argument parser reads.
  private(set) var words: [String] = []
  private var runs: [String: ArraySlice<String>] = [:]

  var isEmpty: Bool { runs.isEmpty }

  init(_ all: [String]) {
    guard all.count > Self.least else {
      words = all
      return
    }
    var start: Int?
    for (index, word) in all.enumerated() {
      // The word after an option may be its value: it stays where it is.
      let isPlain = !word.hasPrefix("-") && (index == 0 || !all[index - 1].hasPrefix("-"))
      if isPlain {
        start = start ?? index
      } else {
        if let start { close(all[start..<index]) }
        start = nil
        words.append(word)
      }
    }
    if let start { close(all[start...]) }
  }

  private mutating func close(_ run: ArraySlice<String>) {
    guard run.count >= Self.least else {
      words += run
      return
    }
    // The first words may be operands of their own, before the list: `restore REVISION file*`.
    words += run.prefix(2)
    // The kernel passes no NUL: nobody can have typed this.
    let name = "\0\(runs.count)"
    runs[name] = run.dropFirst(2)
    words.append(name)
  }

  /// Puts the runs back in their places.
  /// - Returns: nil when one of them didn't come out in the list: the parser took it for something else.
  func unpacked(_ list: [String]) -> [String]? {
    var found = 0
    let whole = list.flatMap { word -> ArraySlice<String> in
      guard let run = runs[word] else { return [word] }
      found += 1
      return run
    }
    return found == runs.count ? whole : nil
  }
}
