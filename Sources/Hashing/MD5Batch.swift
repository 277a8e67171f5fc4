import CHashing

/// A batch of whole buffers hashed in lanes. Reuse it for the next batch with ``removeAll()``: nothing is allocated
/// after the first.
///
/// The buffers given to ``add(_:)`` must stay where they are until ``run()`` returns.
public struct MD5Batch: ~Copyable {
  private var jobs: [cairn_md5_job] = []

  public init(capacity: Int) { jobs.reserveCapacity(capacity) }

  public var count: Int { jobs.count }

  public mutating func removeAll() { jobs.removeAll(keepingCapacity: true) }

  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var job = cairn_md5_job()
    cairn_md5_job_init(&job)
    job.data = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    job.length = bytes.count
    jobs.append(job)
  }

  /// Hashes all buffers added since the last ``removeAll()``. Call it once per filling.
  public mutating func run() {
    jobs.withUnsafeMutableBufferPointer { cairn_md5_many($0.baseAddress, $0.count) }
  }

  /// The digest of the `index`-th buffer added, after ``run()``.
  public func digest(_ index: Int) -> Digest { Digest(md5State: jobs[index].state) }
}

/// Several long streams hashed side by side, a piece of each at a time: a lone md5 stream uses a fraction of what
/// the processor can do.
public struct MD5Streams: ~Copyable {
  private var jobs: [cairn_md5_job]
  /// Those that were fed, and room for a copy of them.
  private var fed: [Int] = []
  private var running: [cairn_md5_job] = []

  /// `count` streams, each at its start.
  public init(count: Int) {
    var start = cairn_md5_job()
    cairn_md5_job_init(&start)
    start.last = 0
    jobs = Array(repeating: start, count: count)
  }

  public var count: Int { jobs.count }

  /// Stream `index` begins anew.
  public mutating func restart(_ index: Int) {
    cairn_md5_job_init(&jobs[index])
    jobs[index].last = 0
  }

  /// The next piece of stream `index`, hashed by the next ``run()``. A piece that is not the `last` must be a
  /// multiple of 64 bytes long. It must stay where it is until then.
  public mutating func feed(_ index: Int, _ bytes: UnsafeRawBufferPointer, last: Bool) {
    precondition(last || bytes.count % 64 == 0)
    jobs[index].data = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    jobs[index].length = bytes.count
    jobs[index].last = last ? 1 : 0
    fed.append(index)
  }

  /// Hashes the pieces fed since the last call.
  public mutating func run() {
    // How many lanes are best depends on how many have something to do.
    for index in fed { running.append(jobs[index]) }
    running.withUnsafeMutableBufferPointer { cairn_md5_many($0.baseAddress, $0.count) }
    for (index, job) in zip(fed, running) { jobs[index] = job }
    fed.removeAll(keepingCapacity: true)
    running.removeAll(keepingCapacity: true)
  }

  /// The digest of a stream whose last piece was hashed.
  public func digest(_ index: Int) -> Digest { Digest(md5State: jobs[index].state) }
}

extension Digest {
  /// md5's final state: four words whose little-endian bytes are the digest.
  init(md5State state: (UInt32, UInt32, UInt32, UInt32)) {
    self.init()
    w0 = UInt64(state.0.byteSwapped) << 32 | UInt64(state.1.byteSwapped)
    w1 = UInt64(state.2.byteSwapped) << 32 | UInt64(state.3.byteSwapped)
  }
}
