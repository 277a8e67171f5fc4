import ArgumentParser
import Cairn

/// `--list`, `--restore`, `--expire`: what earlier collections took and still keep.
struct CollectionFlags: ParsableArguments {
  @Flag(name: .customLong("list"), help: "List what earlier runs took and still keep for you.")
  var isList = false

  @Flag(name: .customLong("restore"), help: "Bring back what an earlier run took, by default the last one.")
  var isRestore = false

  @Flag(name: .customLong("expire"), help: "Delete for good what earlier runs took more than a week ago.")
  var isExpire = false

  @Option(
    help: .init("With --expire: what was taken longer ago than this (0, 12h, 3d).", valueName: "age"))
  var olderThan: String?

  @Argument(help: "With --restore: which run, as --list names it.")
  var collection: String?

  mutating func validate() throws {
    if let collection, !isRestore { throw ValidationError("unrecognized arguments: \(collection)") }
  }

  /// False when none of this was asked for.
  func run(in run: Invocation) throws -> Bool {
    guard isList || isRestore || isExpire else {
      if olderThan != nil { throw CommandError("`--older-than` can only be used alongside `--expire`") }
      return false
    }
    if [isList, isRestore, isExpire].filter({ $0 }).count > 1 {
      throw CommandError("`--list`, `--restore` and `--expire` are mutually exclusive")
    }
    let library = try run.library()
    if isList {
      let rows = try library.collections().map { ["\($0.id)", "\($0.objects)", Sizes.short($0.bytes)] }
      if rows.isEmpty {
        run.console.say("Nothing is kept.")
      } else {
        run.console.show(Table(rows: rows).plain)
      }
    } else if isRestore {
      guard let (batch, count) = try library.restoreCollection(collection) else {
        run.console.say("Nothing is kept.")
        return true
      }
      run.console.say("Restored \(count) objects from \(batch.id).")
    } else {
      let expired = try library.expireCollections(olderThan: age())
      run.console.say(
        expired.isEmpty
          ? "Nothing to delete."
          : "Deleted \(expired.reduce(0) { $0 + $1.objects }) objects for good, "
            + "\(Sizes.short(expired.reduce(0) { $0 + $1.bytes })).")
    }
    return true
  }

  /// Seconds.
  private func age() throws -> Int64? {
    guard let olderThan else { return nil }
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    let unit = olderThan.last.flatMap { units[$0] }
    let digits = unit == nil ? olderThan[...] : olderThan.dropLast()
    guard let number = Int64(digits), (0...100_000_000).contains(number) else {
      throw CommandError("'\(olderThan)' is no age; write 0, 12h or 3d")
    }
    return number * (unit ?? 86_400)
  }
}
