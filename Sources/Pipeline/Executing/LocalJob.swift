import Files

/// A job of a ``LocalExecutor``: its lines, one process after the other.
final class LocalJob {
  enum Happening {
    case line(String)
    case output([UInt8], isError: Bool)
    case ended(JobResult)

    func event(of job: JobID) -> JobEvent {
      switch self {
      case .line(let line): .line(job, line)
      case .output(let bytes, let isError): .output(job, bytes, isError: isError)
      case .ended(let result): .ended(job, result)
      }
    }
  }

  private struct Running {
    let child: ChildProcess
    let end: Int32?
    var pipes: [(pipe: OutputPipe, isError: Bool)]
  }

  private let job: StageJob
  private let record: LogFile?
  /// The next line.
  private var at = 0
  private var isAnnounced = false
  private var running: Running?
  private var hasTerminal = false
  private var isStopped = false

  init(_ job: StageJob) throws {
    self.job = job
    switch job.output {
    case .terminal: record = nil
    case .captured(let log), .kept(let log): record = try LogFile(creating: log)
    }
  }

  var log: JobLog? { record.map { JobLog(path: $0.path) } }
  var isBlind: Bool { running != nil && running?.end == nil }
  var descriptors: [Int32] {
    guard let running else { return [] }
    return (running.end.map { [$0] } ?? []) + running.pipes.map(\.pipe.reading)
  }

  /// Between two lines: tells of the next one first, and starts it when asked again, so that whoever listens can make
  /// room for what it prints.
  func goOn(_ tell: (Happening) -> Void) {
    guard running == nil else { return }
    guard at < job.lines.count else { return tell(.ended(.succeeded)) }
    if isStopped { return tell(.ended(.failed(line: job.lines[at], .signalled(JobStop.interrupt.rawValue)))) }
    if !isAnnounced {
      isAnnounced = true
      return tell(.line(job.lines[at]))
    }
    isAnnounced = false
    do {
      try start(job.lines[at])
    } catch {
      tell(.ended(.notStarted(error)))
    }
  }

  private func start(_ line: String) throws {
    var request = ChildProcess.Request(
      job.shell + [line], environment: job.environment, directory: job.directory)
    request.ownGroup = true
    var pipes: [(pipe: OutputPipe, isError: Bool)] = []
    switch job.output {
    case .terminal: request.standardInput = .inherit
    case .kept:
      request.standardInput = .null
      if let record { (request.output, request.error) = (.descriptor(record.fd), .descriptor(record.fd)) }
    case .captured:
      request.standardInput = .null
      let output = try OutputPipe()
      pipes.append((output, false))
      let error = try OutputPipe()
      pipes.append((error, true))
      (request.output, request.error) = (.descriptor(output.writing), .descriptor(error.writing))
    }
    do {
      let child = try ChildProcess.start(request)
      for position in pipes.indices { pipes[position].pipe.closeWriting() }
      running = Running(child: child, end: child.endDescriptor(), pipes: pipes)
    } catch {
      for position in pipes.indices { pipes[position].pipe.close() }
      throw error
    }
  }

  /// Hears what there is to hear.
  func listen(_ readable: Set<Int32>, _ tell: (Happening) -> Void) throws {
    guard running != nil else { return }
    read(readable, tell)
    guard let child = running?.child else { return }
    switch try child.change() {
    case .none: break
    case .stopped(let stop): stopped(child, stop)
    case .ended(let exit):
      if hasTerminal { ControllingTerminal.takeBack() }
      hasTerminal = false
      drain(tell)
      closeRunning()
      guard exit.succeeded else { return tell(.ended(.failed(line: job.lines[at], exit))) }
      at += 1
      if at == job.lines.count { tell(.ended(.succeeded)) }
    }
  }

  private func read(_ readable: Set<Int32>, _ tell: (Happening) -> Void) {
    guard var now = running else { return }
    now.pipes.removeAll { entry in
      guard readable.contains(entry.pipe.reading) else { return false }
      let bytes = entry.pipe.read()
      if bytes.isEmpty {
        var pipe = entry.pipe
        pipe.close()
        return true
      }
      record?.append(bytes)
      tell(.output(bytes, isError: entry.isError))
      return false
    }
    running = now
  }

  /// What the process left in its pipes. A child of its own that goes on may keep them open: nobody waits for that.
  private func drain(_ tell: (Happening) -> Void) {
    while let pipes = running?.pipes.map(\.pipe.reading), !pipes.isEmpty {
      let ready = Set(
        zip(pipes, FileSystem.waitForInput(pipes, milliseconds: 0)).filter(\.1).map(\.0))
      if ready.isEmpty { return }
      read(ready, tell)
    }
  }

  /// Who wants to use the terminal from the background is stopped by the kernel: it gets the terminal then.
  private func stopped(_ child: ChildProcess, _ stop: ChildProcess.Stop) {
    switch (stop, job.output) {
    case (.wantsTerminal, .terminal):
      hasTerminal = ControllingTerminal.give(to: child)
      if hasTerminal { child.resume() }
    case (.keyboard, _) where hasTerminal:
      // Ctrl-Z was meant for all of us.
      ControllingTerminal.takeBack()
      ChildProcess.stopOurselves()
      hasTerminal = ControllingTerminal.give(to: child)
      child.resume()
    default: break
    }
  }

  func stop(_ how: JobStop) {
    isStopped = true
    running?.child.signal(how.rawValue)
    // A stopped process hears nothing but these two.
    if how != .kill { running?.child.resume() }
  }

  private func closeRunning() {
    guard var now = running else { return }
    if let end = now.end { FileSystem.closeDescriptor(end) }
    for position in now.pipes.indices { now.pipes[position].pipe.close() }
    running = nil
  }

  func close() {
    closeRunning()
    record?.close()
  }
}
