import Files

/// Runs jobs as processes of this machine, each in a process group of its own.
public final class LocalExecutor: Executor {
  private var jobs: [JobID: LocalJob] = [:]
  private var order: [JobID] = []
  private var next = 0
  private var logs: [JobID: JobLog] = [:]

  public init() {}

  public var capabilities: ExecutorCapabilities {
    ExecutorCapabilities(hasTerminal: true, sharesWorkspace: true)
  }

  public func submit(_ job: StageJob) throws -> JobID {
    let id = JobID(number: next)
    next += 1
    let started = try LocalJob(job)
    jobs[id] = started
    order.append(id)
    logs[id] = started.log
    return id
  }

  public func poll(milliseconds: Int) throws -> [JobEvent] {
    var events: [JobEvent] = []
    for id in order { jobs[id]?.goOn { events.append($0.event(of: id)) } }
    if events.isEmpty {
      let descriptors = order.flatMap { jobs[$0]?.descriptors ?? [] }
      // Where the kernel can't tell of an end, we have to ask for it.
      let isBlind = order.contains { jobs[$0]?.isBlind == true }
      let ready = FileSystem.waitForInput(
        descriptors, milliseconds: Int32(clamping: isBlind ? min(milliseconds, 5) : milliseconds))
      let readable = Set(zip(descriptors, ready).filter(\.1).map(\.0))
      for id in order { try jobs[id]?.listen(readable) { events.append($0.event(of: id)) } }
    }
    for case .ended(let id, _) in events {
      jobs[id]?.close()
      jobs[id] = nil
      order.removeAll { $0 == id }
    }
    return events
  }

  public func cancel(_ job: JobID, by stop: JobStop) { jobs[job]?.stop(stop) }

  public func logs(of job: JobID) -> JobLog? { logs[job] }
}
