import CCurl
import CSystem
import Files

/// The work of one call of ``HTTPClient/run(concurrency:cancellation:next:)``.
struct TransferLoop {
  private struct Waiting {
    let transfer: any Transfer
    let attempt: Int
    let due: Int64
    let hasRenewed: Bool
  }

  private let engine: Engine
  private let settings: ClientSettings
  private let cancellation: Cancellation?
  private let concurrency: Int
  private var pace: Pace
  private var waiting: [Waiting] = []
  private var givenUp = 0
  /// Why nothing more is begun.
  private var fatal: (any Error)?
  /// `next` said that there is nothing at present.
  private var isDry = false

  init(_ engine: Engine, _ settings: ClientSettings, concurrency: Int, _ cancellation: Cancellation?) {
    self.engine = engine
    self.settings = settings
    self.cancellation = cancellation
    self.concurrency = max(1, concurrency)
    pace = Pace(most: concurrency)
  }

  mutating func run(_ next: () throws -> (any Transfer)?) throws {
    defer { engine.dropBusy() }
    while true {
      if fatal == nil, cancellation?.isCancelled == true { fatal = Cancelled() }
      if fatal != nil { breakOff() } else { try fill(next) }
      if fatal == nil, engine.busy.isEmpty, waiting.isEmpty, isDry { return }
      if let fatal, engine.busy.isEmpty { throw fatal }
      engine.perform()
      if takeEnded() > 0 { isDry = false } else { pause() }
    }
  }

  /// Begins as many transfers as the pace allows: those whose time has come again, then new ones.
  private mutating func fill(_ next: () throws -> (any Transfer)?) throws {
    let now = waiting.isEmpty ? 0 : sys_monotonic_ns()
    while fatal == nil, engine.busy.count < pace.limit {
      if let due = waiting.firstIndex(where: { $0.due <= now }) {
        let again = waiting.remove(at: due)
        begin(again.transfer, attempt: again.attempt, hasRenewed: again.hasRenewed)
        continue
      }
      // A server in trouble gets nothing new while so many wait to be tried again.
      if waiting.count >= concurrency { return }
      do {
        guard let transfer = try next() else {
          isDry = true
          return
        }
        begin(transfer, attempt: 1)
      } catch {
        fatal = error
      }
    }
  }

  private mutating func begin(_ transfer: any Transfer, attempt: Int, hasRenewed: Bool = false) {
    do {
      let request = try transfer.request(attempt: attempt)
      let slot = try engine.take()
      slot.attempt = attempt
      slot.hasRenewed = hasRenewed
      do {
        try slot.prepare(transfer, request, settings)
        try engine.start(slot)
      } catch {
        engine.giveBack(slot)
        throw error
      }
    } catch {
      end(transfer, .failure(error))
    }
  }

  /// Waits for the network, a moment for transfers that wait for something of ours, or until a waiting one is due.
  private func pause() {
    var wait = 200
    if engine.busy.values.contains(where: \.isPaused) {
      wait = 2
    } else if let due = waiting.map(\.due).min() {
      wait = min(wait, max(1, Int((due - sys_monotonic_ns()) / 1_000_000)))
    }
    engine.poll(wait)
    for slot in engine.busy.values where slot.isPaused { slot.resume() }
  }

  private mutating func takeEnded() -> Int {
    var count = 0
    while let (slot, code) = engine.nextEnded() {
      count += 1
      ended(slot, code)
    }
    return count
  }

  private mutating func ended(_ slot: TransferSlot, _ code: Int) {
    guard let transfer = slot.transfer else { return engine.giveBack(slot) }
    engine.stop(slot)
    let outcome = outcome(slot, code)
    if case .success(let response) = outcome, slot.request.followsRedirects,
      Redirect.isRedirect(response.status)
    {
      switch Redirect.target(
        slot.redirectTarget(), status: response.status, of: slot.request, from: slot.url, hops: slot.hops)
      {
      case .success(let target):
        do {
          try slot.follow(to: target, settings)
          try engine.start(slot)
        } catch {
          finish(slot, transfer, .failure(error))
        }
      case .failure(let error): finish(slot, transfer, .failure(error))
      }
      return
    }
    finish(slot, transfer, outcome)
  }

  private func outcome(_ slot: TransferSlot, _ code: Int) -> Result<Response, any Error> {
    if let stopped = slot.stopped { return .failure(stopped) }
    // A server that refuses may do so before it has heard all; an answer that is no success needs no end.
    let isRefused = slot.head.status >= 300 && [23, 18, 55, 56].contains(code)
    guard code == 0 || isRefused else { return .failure(slot.failure(code)) }
    do {
      if (200..<300).contains(slot.head.status) { try slot.begin() }
    } catch {
      return .failure(error)
    }
    return .success(slot.response())
  }

  /// Decides between another attempt and the end.
  private mutating func finish(
    _ slot: TransferSlot, _ transfer: any Transfer, _ outcome: Result<Response, any Error>
  ) {
    let now = sys_monotonic_ns()
    var temporary: TransportError?
    switch outcome {
    case .success(let response):
      engine.hasConnected = true
      let usual = RetryPolicy.isTemporary(status: response.status)
      if transfer.isTemporary(response) ?? usual {
        // A status that is usually final counts as one that is not.
        var error = TransportError(response, method: slot.request.method)
        if !usual { error = error.with(status: 503) }
        temporary = error
        if RetryPolicy.isThrottling(status: response.status) || !usual { pace.throttled(now: now) }
      } else {
        if response.status < 400 { pace.worked() }
        givenUp = 0
      }
    case .failure(let error as TransportError):
      if RetryPolicy.isTemporary(error) { temporary = error }
      if error.status != nil { engine.hasConnected = true }
    case .failure: break
    }
    let attempt = slot.attempt
    var wait = temporary.flatMap {
      settings.retry.delay(after: $0, attempt: attempt, hasConnected: engine.hasConnected)
    }
    let isRenewed = wait == nil && renewsToken(slot, outcome)
    if isRenewed { wait = 0 }
    let hasRenewed = slot.hasRenewed || isRenewed
    observe(slot, outcome, wait)
    engine.giveBack(slot)
    if let wait, fatal == nil {
      waiting.append(
        Waiting(
          transfer: transfer, attempt: attempt + 1, due: now + Int64(wait * 1e9), hasRenewed: hasRenewed))
      return
    }
    end(transfer, outcome)
    if let temporary {
      givenUp += 1
      if givenUp >= settings.retry.patience, fatal == nil { fatal = temporary }
    }
  }

  /// Whether there is another token than the one that the server just refused.
  private mutating func renewsToken(_ slot: TransferSlot, _ outcome: Result<Response, any Error>) -> Bool {
    guard case .success(let response) = outcome, response.status == 401, !slot.hasRenewed,
      case .renewable(let source) = settings.authentication, let token = slot.token
    else { return false }
    do {
      return try source.renew(token)
    } catch {
      if fatal == nil { fatal = error }
      return false
    }
  }

  private func observe(_ slot: TransferSlot, _ outcome: Result<Response, any Error>, _ wait: Double?) {
    guard let observer = settings.observer else { return }
    let response = slot.response()
    var error: TransportError?
    if case .failure(let failure) = outcome { error = failure as? TransportError }
    observer(
      AttemptFacts(
        method: slot.request.method, url: response.url, attempt: slot.attempt, status: response.status,
        seconds: response.seconds, error: error, retryIn: wait))
  }

  private mutating func end(_ transfer: any Transfer, _ outcome: Result<Response, any Error>) {
    do {
      if try transfer.end(outcome), fatal == nil { begin(transfer, attempt: 1) }
    } catch {
      if fatal == nil { fatal = error }
    }
  }

  /// Everything in flight ends here, so that it can keep what it has.
  private mutating func breakOff() {
    guard let fatal else { return }
    let reason: any Error = fatal is Cancelled ? Cancelled() : fatal
    for slot in Array(engine.busy.values) {
      let transfer = slot.transfer
      engine.stop(slot)
      engine.giveBack(slot)
      if let transfer { _ = try? transfer.end(.failure(reason)) }
    }
    for again in waiting { _ = try? again.transfer.end(.failure(reason)) }
    waiting.removeAll()
  }
}

extension TransportError {
  func with(status: Int) -> TransportError {
    TransportError(
      .status(status), method: method, url: url, message: message, status: self.status,
      retryAfter: retryAfter,
      detail: detail)
  }
}
