import Files
import Workspace

/// The commands that run now.
final class JobCrew {
  struct Ended {
    let rank: Int
    let begun: StageRunner.Begun
    let result: JobResult
    let seconds: Double
    /// Wall clock, as file times.
    let start: Int64
    let end: Int64
  }

  private struct Member {
    let rank: Int
    let begun: StageRunner.Begun
    let started: Int64
    let start: Int64
  }

  /// After Ctrl-C a command has this long to end by itself, and as long after being told to terminate.
  private static let patience: Int64 = 10_000_000_000

  private let executor: any Executor
  private let settings: ReproSettings
  private let cancellation: Cancellation
  private let tell: (StageEvent) -> Void
  private var members: [JobID: Member] = [:]
  private var order: [JobID] = []
  private var pool: ResourcePool

  private var heard = 0
  private var stop: JobStop?
  private var stopSince: Int64 = 0

  init(
    _ executor: any Executor, _ settings: ReproSettings, _ cancellation: Cancellation,
    tell: @escaping (StageEvent) -> Void
  ) {
    self.executor = executor
    self.settings = settings
    self.cancellation = cancellation
    self.tell = tell
    pool = ResourcePool(settings.limits)
  }

  var isEmpty: Bool { members.isEmpty }
  var count: Int { members.count }
  var hasRoom: Bool { members.count < min(settings.jobs, executor.capabilities.maximumJobs ?? .max) }
  func fits(_ wish: Resources) -> Bool { members.isEmpty || pool.fits(wish) }

  /// Names and seconds, longest first.
  var running: [(stage: String, seconds: Double)] {
    let now = FileSystem.monotonicTime
    return order.compactMap { members[$0] }.map {
      ($0.begun.job.stage, Double(now - $0.started) / 1e9)
    }
  }

  func submit(_ begun: StageRunner.Begun, rank: Int) throws {
    let start = Clock.now()
    let id = try executor.submit(begun.job)
    members[id] = Member(rank: rank, begun: begun, started: FileSystem.monotonicTime, start: start)
    order.append(id)
    pool.take(begun.job.resources)
  }

  /// Passes on what is heard, until commands have ended or some time is over.
  func wait() throws -> [Ended] {
    let deadline = FileSystem.monotonicTime + 200_000_000
    var ended: [Ended] = []
    repeat {
      stopIfAsked()
      for event in try executor.poll(milliseconds: 100) {
        switch event {
        case .line(let id, let line):
          guard let stage = members[id]?.begun.job.stage else { break }
          tell(settings.isParallel ? .commandOf(stage: stage, line: line) : .command(line))
        case .output(let id, let bytes, let isError):
          guard let stage = members[id]?.begun.job.stage else { break }
          tell(.output(stage: stage, bytes, isError: isError))
        case .ended(let id, let result):
          if let end = end(id, result) { ended.append(end) }
        }
      }
    } while ended.isEmpty && FileSystem.monotonicTime < deadline
    return ended
  }

  private func end(_ id: JobID, _ result: JobResult) -> Ended? {
    guard let member = members.removeValue(forKey: id) else { return nil }
    order.removeAll { $0 == id }
    pool.giveBack(member.begun.job.resources)
    if settings.collectsOutput, let log = executor.logs(of: id) {
      tell(.log(stage: member.begun.job.stage, log))
    }
    return Ended(
      rank: member.rank, begun: member.begun, result: result,
      seconds: Double(FileSystem.monotonicTime - member.started) / 1e9, start: member.start,
      end: Clock.now())
  }

  /// Ctrl-C goes to the commands; who doesn't listen is told to terminate, then killed. Asking again hurries.
  private func stopIfAsked() {
    let requests = cancellation.requests
    guard requests > 0, !isEmpty else { return }
    let now = FileSystem.monotonicTime
    let isImpatient = stop != nil && now - stopSince > Self.patience
    guard requests > heard || isImpatient else { return }
    heard = requests
    let next: JobStop =
      switch stop {
      case nil: cancellation.isTermination ? .terminate : .interrupt
      case .interrupt: .terminate
      case .terminate, .kill: .kill
      }
    stop = next
    stopSince = now
    if settings.isParallel { tell(.stopping(stages: running.map(\.stage), by: next)) }
    for id in order { executor.cancel(id, by: next) }
  }
}
