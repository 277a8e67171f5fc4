import CCoverage
import Foundation
import TestKit

/// Feeds one reader. The input in work lies in a file, so that a crash leaves what caused it.
///
/// In a build that counts branches (`make fuzz`) an input that took a way of its own is mutated further; elsewhere one
/// that was accepted is.
struct Fuzzer {
  struct Report: Sendable {
    var inputs = 0
    var accepted = 0
    var findings: [String] = []
    /// The longest that one input took, in milliseconds.
    var slowest = 0
    /// Branches that were passed, and the fewest inputs that pass them all.
    var edges = 0
    var cover: [[UInt8]] = []
  }

  /// More than this for one input of at most 64 KiB is called taking memory without end.
  private static let memoryLimit = 512 << 20
  /// A reader that takes longer for so little is called hanging.
  private static let slownessLimit: Duration = .seconds(20)
  private static let poolLimit = 400
  private static let isGuided = coverage_edges() > 0

  let target: FuzzTarget
  let corpus: [[UInt8]]
  let keeper: InputKeeper

  init(_ target: FuzzTarget) throws {
    self.target = target
    let folder = Self.folder + target.name
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    corpus = names.flatMap { name -> [[UInt8]] in
      guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else { return [] }
      return name == Self.found ? Self.lines(bytes) : [Array(bytes)]
    }
    keeper = try InputKeeper(name: target.name)
  }

  /// - Parameter isDone: asked after each input, with how many there were.
  func run(seed: UInt64, isDone: (Int) -> Bool) -> Report {
    var report = Report()
    var mutator = Mutator(seed: seed, words: target.words)
    var pool = corpus
    if Self.isGuided { coverage_forget() }
    for input in corpus { feed(input, &report) }
    while !isDone(report.inputs), report.findings.count < 5 {
      let input = mutator.input(from: pool)
      // What is accepted, or goes where none has been, leads further.
      guard feed(input, &report), input.count < 4096 else { continue }
      if Self.isGuided || pool.count < Self.poolLimit {
        pool.append(input)
      } else {
        pool[corpus.count + report.inputs % (pool.count - corpus.count)] = input
      }
    }
    if Self.isGuided { settle(pool, &report) }
    return report
  }

  /// The fewest and shortest of the inputs that pass all branches.
  private func settle(_ pool: [[UInt8]], _ report: inout Report) {
    var covered: Set<UInt32> = []
    for input in pool.sorted(by: { $0.count < $1.count }) {
      coverage_begin()
      _ = try? target.read(input)
      _ = coverage_end()
      var edges = [UInt32](repeating: 0, count: 1 << 16)
      let count = Int(coverage_passed(&edges, UInt32(edges.count)))
      let fresh = edges[..<count].filter { !covered.contains($0) }
      if fresh.isEmpty { continue }
      covered.formUnion(fresh)
      report.cover.append(input)
    }
    report.edges = covered.count
  }

  /// Keeps what a guided run found for later ones: a line of base64 each, beside the corpus that people wrote.
  func keep(_ inputs: [[UInt8]]) throws {
    let own = Set(corpus)
    let new = inputs.filter { !own.contains($0) && $0.count <= 2048 }
    let path = Self.folder + target.name + "/" + Self.found
    let before = FileManager.default.contents(atPath: path).map(Self.lines) ?? []
    let text = (before + new).map { Data($0).base64EncodedString() + "\n" }.joined()
    if !new.isEmpty { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
  }

  private static let found = "found.base64"

  private static func lines(_ bytes: Data) -> [[UInt8]] {
    bytes.split(separator: 10).compactMap { Data(base64Encoded: $0).map(Array.init) }
  }

  /// - Returns: whether it leads further.
  @discardableResult
  private func feed(_ input: [UInt8], _ report: inout Report) -> Bool {
    keeper.note(input)
    report.inputs += 1
    let before = Self.residentBytes()
    let start = ContinuousClock.now
    var isAccepted = false
    coverage_begin()
    do { isAccepted = try target.read(input) } catch {
      report.findings.append("\(error) \(Self.shown(input))")
    }
    let isNew = coverage_end() > 0
    let took = ContinuousClock.now - start
    report.slowest = max(report.slowest, Int(took / .milliseconds(1)))
    if took > Self.slownessLimit { report.findings.append("took \(took): \(Self.shown(input))") }
    let grown = Self.residentBytes() - before
    if grown > Self.memoryLimit { report.findings.append("took \(grown) bytes: \(Self.shown(input))") }
    if isAccepted { report.accepted += 1 }
    return Self.isGuided ? isNew : isAccepted
  }

  private static func shown(_ input: [UInt8]) -> String {
    "(base64 of the input: \(Data(input.prefix(6000)).base64EncodedString()))"
  }

  private static func residentBytes() -> Int {
    let fields =
      (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
  }

  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path + "/Corpus/"
}

/// A mapped file that holds the input in work: still there when the process is not.
final class InputKeeper {
  let path: String
  private let map: UnsafeMutableRawPointer

  init(name: String) throws {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    path = "\(folder)/cairn-fuzz-\(getpid())-\(name)"
    let fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard fd >= 0, ftruncate(fd, off_t(Mutator.limit + 8)) == 0,
      let map = mmap(nil, Mutator.limit + 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), map != MAP_FAILED
    else { throw FuzzFinding("no room for \(path)") }
    close(fd)
    self.map = map
  }

  deinit {
    munmap(map, Mutator.limit + 8)
    unlink(path)
  }

  /// Its length in eight bytes, then the input.
  func note(_ input: [UInt8]) {
    let count = min(input.count, Mutator.limit)
    map.storeBytes(of: UInt64(count), as: UInt64.self)
    input.withUnsafeBytes { if let start = $0.baseAddress { memcpy(map + 8, start, count) } }
  }
}
