import CCurl

/// A libcurl multi handle with the connections it keeps, and the handles that are used again. For one thread at a time.
final class Engine {
  private let multi: UnsafeMutableRawPointer
  private var idle: [TransferSlot] = []
  private(set) var busy: [UnsafeMutableRawPointer: TransferSlot] = [:]
  /// Whether a server ever answered.
  var hasConnected = false

  init(connections: Int) throws {
    if let reason = ccurl_load() {
      throw TransportError(.noLibrary, message: String(cString: reason))
    }
    guard let multi = ccurl_multi_new(connections) else {
      throw TransportError(.noLibrary, message: "libcurl cannot start")
    }
    self.multi = multi
  }

  deinit {
    dropBusy()
    idle.removeAll()
    ccurl_multi_free(multi)
  }

  func take() throws -> TransferSlot {
    if let slot = idle.popLast() { return slot }
    guard let slot = TransferSlot() else { throw TransportError(.other(27), message: "out of memory") }
    return slot
  }

  func giveBack(_ slot: TransferSlot) {
    slot.clear()
    idle.append(slot)
  }

  func start(_ slot: TransferSlot) throws {
    let result = ccurl_multi_add(multi, slot.easy)
    if result != 0 {
      throw TransportError(.other(Int(result)), url: slot.url, message: "libcurl refuses a transfer")
    }
    busy[slot.easy] = slot
  }

  func stop(_ slot: TransferSlot) {
    _ = ccurl_multi_remove(multi, slot.easy)
    busy[slot.easy] = nil
  }

  func perform() {
    var running: Int32 = 0
    _ = ccurl_multi_perform(multi, &running)
  }

  func poll(_ milliseconds: Int) { _ = ccurl_multi_poll(multi, Int32(milliseconds)) }

  func nextEnded() -> (TransferSlot, code: Int)? {
    var code: Int32 = 0
    while let easy = ccurl_multi_ended(multi, &code) {
      if let slot = busy[easy] { return (slot, Int(code)) }
    }
    return nil
  }

  /// Whatever still runs is forgotten.
  func dropBusy() {
    for slot in Array(busy.values) {
      stop(slot)
      giveBack(slot)
    }
  }
}
