import CSystem
import Files
import Manifests

/// Who holds a lock, for people: host, process, command and for how long.
enum LockHolder {
  static func hint(pid: Int?, path: String) -> String? {
    let host = line(of: "/proc/sys/kernel/hostname") ?? "this machine"
    let age =
      (try? FileSystem.info(path))?.map {
        (sys_realtime_ns() - ($0.links > 1 ? $0.ctime : $0.mtime)) / 1_000_000_000
      } ?? 0
    // With `core.hardlink_lock` the time is when the lock may be broken; its file changed when it was taken.
    let since = "for \(duration(max(0, age)))"
    guard let pid, pid > 0 else { return "It is held \(since); who holds it can't be told on \(host)." }
    guard ChildProcess.isAlive(Int32(truncatingIfNeeded: pid)) else {
      return
        "The process that took it last, \(pid), does not run on \(host): it may run on another host that "
        + "shares this directory. The lock is held \(since)."
    }
    let words = (try? FileSystem.read("/proc/\(pid)/cmdline"))?.split(separator: 0) ?? []
    // No further: what follows may be a secret.
    let command = words.prefix(3).map {
      Paths.name(ConfigSecrets.redacted(url: String(decoding: $0.prefix(200), as: UTF8.self)))
    }
    .joined(separator: " ")
    let what = command.isEmpty ? "" : ", `\(command)`,"
    return "It is held on \(host) by process \(pid)\(what) \(since)."
  }

  private static func line(of file: String) -> String? {
    guard let bytes = try? FileSystem.read(file) else { return nil }
    let line = bytes.prefix { $0 != 10 }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  private static func duration(_ seconds: Int64) -> String {
    if seconds < 120 { return "\(seconds) s" }
    return seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
  }
}
