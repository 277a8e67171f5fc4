import Foundation
import Synchronization
import TestKit

/// Serves the directory `remote` of each world by a protocol of the web. The worlds know it as the remote `web`, from a
/// configuration that lies outside of them, so that they are the same but for what their commands did.
final class CrashServer: Sendable {
  enum Kind: String, Sendable { case none, webdav, s3 }

  private let kind: Kind
  private let scratch: Scratch
  private let nginx: WebServer?
  private let stores = Mutex<[String: StubServer]>([:])

  init(_ kind: Kind, in scratch: Scratch) throws {
    self.kind = kind
    self.scratch = scratch
    nginx = kind == .webdav ? try WebServer(in: scratch) : nil
  }

  /// - Returns: variables for the environment of a world's commands.
  func enter(_ world: String) throws -> [String: String] {
    let text: String
    switch kind {
    case .none: return [:]
    case .webdav:
      guard let nginx else { return [:] }
      try FileManager.default.createSymbolicLink(
        atPath: nginx.root + "/dav/" + world, withDestinationPath: scratch.path(world + "/remote"))
      text = "['remote \"web\"']\n    url = \(nginx.dav)/\(world)\n"
    case .s3:
      let store = DirectoryStore(scratch.path(world + "/remote"))
      let server = try StubServer { store.answer($0) }
      stores.withLock { $0[world] = server }
      text = "['remote \"web\"']\n    url = s3://bucket/data\n    endpointurl = \(server.url)\n"
    }
    try scratch.write(text, to: "settings/\(world)/config")
    return [
      "DVC_GLOBAL_CONFIG_DIR": scratch.path("settings/\(world)"), "AWS_ACCESS_KEY_ID": "key",
      "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1",
    ]
  }

  func leave(_ world: String) {
    guard kind != .none else { return }
    stores.withLock { $0.removeValue(forKey: world) }?.stop()
    if let nginx { unlink(nginx.root + "/dav/" + world) }
    try? scratch.remove("settings/" + world)
  }

  func stop() {
    nginx?.stop()
    for server in stores.withLock({ Array($0.values) }) { server.stop() }
  }
}
