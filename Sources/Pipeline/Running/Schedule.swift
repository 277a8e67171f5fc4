/// Which stages of a plan may be begun next: in the order of the plan, each after all it waits for.
struct Schedule {
  let plan: [Int]
  /// By rank: the ranks that wait for it.
  private var waiting: [[Int]]
  /// By rank: how many it waits for.
  private var blockers: [Int]
  private var isGone: [Bool]
  /// Ranks that wait for nobody, rising.
  private var ready: [Int]
  private(set) var left: Int

  /// - Parameter producers: whom a stage waits for; nil: for all before it.
  init(_ plan: [Int], producers: ((Int) -> [Int])?) {
    self.plan = plan
    left = plan.count
    waiting = [[Int]](repeating: [], count: plan.count)
    blockers = [Int](repeating: 0, count: plan.count)
    isGone = [Bool](repeating: false, count: plan.count)
    guard let producers else {
      for rank in plan.indices.dropFirst() {
        waiting[rank - 1] = [rank]
        blockers[rank] = 1
      }
      ready = plan.isEmpty ? [] : [0]
      return
    }
    var ranks: [Int: Int] = [:]
    for (rank, position) in plan.enumerated() { ranks[position] = rank }
    for (rank, position) in plan.enumerated() {
      for producer in producers(position) {
        // Who stands later in the plan is waited for by nobody before it.
        guard let other = ranks[producer], other < rank else { continue }
        waiting[other].append(rank)
        blockers[rank] += 1
      }
    }
    ready = plan.indices.filter { [blockers] in blockers[$0] == 0 }
  }

  /// Takes the first rank that may begin.
  mutating func next(where fits: (Int) -> Bool) -> Int? {
    guard let at = ready.firstIndex(where: { fits($0) }) else { return nil }
    return ready.remove(at: at)
  }

  /// It can't begin yet after all.
  mutating func putBack(_ rank: Int) { insert(rank) }

  /// Nobody has to wait for it any more.
  mutating func settle(_ rank: Int) {
    guard !isGone[rank] else { return }
    isGone[rank] = true
    left -= 1
    for other in waiting[rank] {
      blockers[other] -= 1
      if blockers[other] == 0, !isGone[other] { insert(other) }
    }
  }

  /// It will not be begun.
  mutating func drop(_ position: Int) {
    guard let rank = plan.firstIndex(of: position) else { return }
    ready.removeAll { $0 == rank }
    settle(rank)
  }

  private mutating func insert(_ rank: Int) {
    ready.insert(rank, at: ready.firstIndex { $0 > rank } ?? ready.count)
  }
}
