import CSystem
import Files
import Glibc
import Objects
import Synchronization
import Transport

/// Any file on the server, not only objects.
extension SFTPRemote {
  /// A name in a directory.
  public struct Entry: Sendable {
    public let name: String
    public let attributes: SFTPAttributes
  }

  /// What is at a path on the server; nil when nothing is.
  public func attributes(at path: String, cancellation: Cancellation? = nil) throws -> SFTPAttributes? {
    let found = Mutex<SFTPAttributes?>(nil)
    let report = try transfer([path], ProgressMeter.silent, cancellation) { connection, path, ended in
      connection.stat(path) { reply in
        if case .attributes(let attributes) = reply {
          found.withLock { $0 = attributes }
          return ended(.success(0))
        }
        let error = SFTPFailure.error(reply, "read", path, connection)
        ended(error.cause == .notFound ? .success(0) : .failure(error))
      }
    }
    if let (_, error) = report.failures.first { throw error }
    return found.withLock { $0 }
  }

  /// What is directly in a directory on the server, by name.
  public func children(of directory: String, cancellation: Cancellation? = nil) throws -> [Entry] {
    let found = Mutex<[Entry]>([])
    let report = try list([directory], cancellation) { _, name, attributes in
      // A name with a slash is a server's lie.
      guard !name.isEmpty, !name.contains("/") else { return }
      found.withLock { $0.append(Entry(name: name, attributes: attributes)) }
    }
    if let (_, error) = report.failures.first { throw error }
    return found.withLock { $0 }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Copies a file on the server to a new file here; what did not come whole is removed again.
  public func copy(_ path: String, to file: String, cancellation: Cancellation? = nil) throws {
    let fd = file.withCString { sys_open($0, O_WRONLY | O_CREAT | O_EXCL, 0o666) }
    guard fd >= 0 else { throw FileError("create", file, errno: -fd) }
    defer { _ = sys_close(fd) }
    do {
      let report = try transfer([path], ProgressMeter.silent, cancellation) { connection, path, ended in
        // An attempt on a connection that broke off may have written something.
        _ = sys_truncate(fd, 0)
        _ = sys_seek(fd, 0, SEEK_SET)
        SFTPDownload(
          connection, path,
          makeSink: { _ in
            PlainSink { bytes in
              let result = sys_write_all(fd, bytes.baseAddress, bytes.count)
              if result < 0 { throw FileError("write", file, errno: -result) }
            }
          }, ended: ended
        ).start()
      }
      if let (_, error) = report.failures.first { throw error }
    } catch {
      _ = try? FileSystem.remove(file)
      throw error
    }
  }
}

extension ProgressMeter {
  static var silent: ProgressMeter { ProgressMeter(nil, phase: "", total: nil) }
}
