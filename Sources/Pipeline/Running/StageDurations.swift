import Files
import Workspace

/// How long each stage's command took when it last succeeded here: `.dvc/tmp/cairn/durations`, a line of milliseconds
/// and `file:name` for each. Losing it costs nothing but the forecasts.
public final class StageDurations {
  private let path: String
  private var known: [String: Int]?
  private var isChanged = false

  public init(_ repository: Repository) {
    path = Paths.join(repository.privateDirectory, "durations")
  }

  /// Seconds.
  public func last(of stage: Stage) -> Double? { load()[Self.key(stage)].map { Double($0) / 1000 } }

  func note(_ stage: Stage, seconds: Double) {
    var all = load()
    known = nil
    all[Self.key(stage)] = Int(seconds * 1000 + 0.5)
    known = all
    isChanged = true
  }

  func save() {
    guard isChanged, let known else { return }
    isChanged = false
    let lines = known.sorted { $0.key < $1.key }.map { "\($0.value)\t\($0.key)\n" }
    try? FileSystem.makeDirectories(Paths.parent(path))
    try? FileSystem.write(lines.joined(), to: path, durable: false, followLinks: false)
  }

  private static func key(_ stage: Stage) -> String { "\(stage.file):\(stage.name ?? "")" }

  private func load() -> [String: Int] {
    if let known { return known }
    var all: [String: Int] = [:]
    for line in ((try? FileSystem.read(path)) ?? []).split(separator: 0x0a) {
      guard let tab = line.firstIndex(of: 0x09),
        let milliseconds = Int(String(decoding: line[..<tab], as: UTF8.self)), milliseconds >= 0
      else { continue }
      all[String(decoding: line[(tab + 1)...], as: UTF8.self)] = milliseconds
    }
    known = all
    return all
  }
}
