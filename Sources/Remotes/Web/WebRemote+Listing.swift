import Files
import Hashing
import Objects
import Transport

extension WebRemote {
  public func forEachObject(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ObjectID) throws -> Void
  ) throws {
    try forEachListed(algorithm, cancellation: cancellation) { try body($0.id) }
  }

  public func forEachListed(
    _ algorithm: HashAlgorithm, cancellation: Cancellation?, _ body: (ListedObject) throws -> Void
  ) throws {
    guard dialect.canList else { throw RemoteError.unsupported(remote: name, what: "listing") }
    let root = Self.directory(algorithm)
    let line = line(cancellation)
    var found: [ObjectID: ListedObject] = [:]
    try named {
      var directories = (0...255 as ClosedRange<UInt8>).map { root + Self.hex($0) }
      if !dialect.listsDeep {
        let top = try page(root.isEmpty ? "" : String(root.dropLast()), line)
        let there = Set(top.entries.filter(\.isDirectory).map(\.key))
        directories = directories.filter(there.contains)
      }
      try list(directories, isDeep: false, line) { entries in
        for entry in entries {
          if let id = Self.id(entry.key, algorithm) {
            found[id] = ListedObject(id: id, size: entry.size, tag: entry.etag)
          }
        }
      }
    }
    for listed in found.values { try body(listed) }
  }

  public func plainFiles(below directory: String) throws -> [String] {
    guard dialect.canList else { throw RemoteError.unsupported(remote: name, what: "listing") }
    var found: Set<String> = []
    try named {
      try list([directory], isDeep: true, line(nil)) { entries in
        for entry in entries where !entry.isDirectory && !entry.key.hasSuffix(".tmp") {
          found.insert(entry.key)
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// One part of a listing.
  func page(_ directory: String, _ line: WebLine, after: String? = nil) throws -> WebPage {
    var result = WebPage()
    try line.send([directory], dialect, { [dialect] in dialect.listing($0, page: after) }) {
      [dialect] directory, outcome in
      let response = try outcome.get()
      guard response.isSuccess || response.status == 404 else {
        throw dialect.failure(response, method: "LIST")
      }
      result = try dialect.page(response, of: directory)
    }
    return result
  }

  /// Lists directories, many at once, page by page.
  /// - Parameter isDeep: also the directories in them.
  func list(
    _ directories: [String], isDeep: Bool, _ line: WebLine, _ body: @escaping ([WebEntry]) throws -> Void
  ) throws {
    var queue: [(directory: String, page: String?)] = directories.reversed().map { ($0, nil) }
    var seen: Set<String> = []
    try line.client.run(concurrency: line.jobs, cancellation: line.cancellation) { [dialect] in
      guard let (directory, page) = queue.popLast() else { return nil }
      return DialectTransfer(dialect, { dialect.listing(directory, page: page) }) { outcome in
        let response = try outcome.get()
        guard response.isSuccess || response.status == 404 else {
          throw dialect.failure(response, method: "LIST")
        }
        let answer = try dialect.page(response, of: directory)
        try body(answer.entries)
        if let next = answer.next {
          // A server that sends the same page for ever.
          guard seen.insert(directory + "\n" + next).inserted else {
            throw TransportError(
              .badAnswer, url: dialect.url(of: directory), message: "the listing goes round in circles")
          }
          queue.append((directory, next))
        }
        guard isDeep, !dialect.listsDeep else { return }
        for entry in answer.entries where entry.isDirectory && seen.insert(entry.key).inserted {
          queue.append((entry.key, nil))
        }
      }
    }
  }
}
