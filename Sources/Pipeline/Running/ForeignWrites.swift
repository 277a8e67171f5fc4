import Files
import Workspace

/// Finds outputs that somebody wrote who doesn't own them, by when they were changed: one look at each output after
/// a run, whatever their number of files.
struct ForeignWrites {
  private struct Run {
    let stage: Int
    let start: Int64
    let end: Int64
    /// When its results had been recorded.
    let recorded: Int64
  }

  private let index: Index
  private var runs: [Run] = []
  /// Stages whose outputs we placed ourselves, and until when.
  private var placed: [Int: Int64] = [:]

  init(_ index: Index) { self.index = index }

  mutating func noteRun(of stage: Int, from start: Int64, to end: Int64) {
    let now = Clock.now()
    runs.append(Run(stage: stage, start: start, end: end, recorded: now))
    placed[stage] = now
  }

  /// Its outputs were brought back or recorded.
  mutating func notePlaced(_ stage: Int) { placed[stage] = Clock.now() }

  /// - Parameter tell: an output, its owner, and who ran when it was changed.
  func find(_ tell: (_ output: Output, _ owner: Stage, _ running: [Int]) -> Void) {
    guard let first = runs.map(\.start).min() else { return }
    for (number, stage) in index.stages.enumerated() {
      for output in stage.outputs {
        guard let path = output.location.absolute(root: index.root),
          let info = (try? FileSystem.info(path)) ?? nil, info.mtime > max(first, placed[number] ?? first)
        else { continue }
        let guilty = runs.filter { $0.stage != number && $0.start < info.mtime && info.mtime <= $0.end }
        if !guilty.isEmpty { tell(output, stage, guilty.map(\.stage)) }
      }
    }
  }
}
