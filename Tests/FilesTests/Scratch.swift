import Files
import Foundation
import Testing

/// A fresh directory for one test, removed with it.
final class Scratch {
  let path: String

  init() throws {
    let base = try FileSystem.realPath(NSTemporaryDirectory())
    path = try FileSystem.makeTemporaryDirectory(in: base, prefix: "cairn-files-")
  }

  deinit { _ = try? FileSystem.removeTree(path) }

  func at(_ relative: String) -> String { Paths.join(path, relative) }

  @discardableResult
  func put(_ text: String, at relative: String) throws -> String {
    let place = at(relative)
    try FileSystem.makeDirectories(Paths.parent(place))
    try FileSystem.write(text, to: place, durable: false)
    return place
  }

  func text(_ relative: String) throws -> String? {
    try FileSystem.readIfPresent(at(relative)).map { String(decoding: $0, as: UTF8.self) }
  }

  func names(_ relative: String = "") throws -> [String] {
    try FileSystem.list(relative.isEmpty ? path : at(relative)).map(\.name)
  }
}
