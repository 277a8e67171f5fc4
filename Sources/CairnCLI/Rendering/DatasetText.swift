import Cairn
import Manifests

/// What `dataset` says, as the peer does.
enum DatasetText {
  static func added(_ lock: DatasetLock, verb: String = "Adding") -> String {
    var place = lock.spec.url
    let inner = lock.spec.path.drop { $0 == "/" }
    if !lock.spec.path.isEmpty { place += ":/" + inner }
    if let revision = lock.spec.revision, !revision.isEmpty { place += " @ " + revision }
    return "\(verb) \(lock.spec.name) (\(place))"
  }

  static func updated(_ report: DatasetReport) -> String {
    guard let old = report.old else { return added(report.new, verb: "Updating") }
    if old == report.new { return "Nothing to update" }
    let change: String
    if let before = old.commit, let now = report.new.commit {
      change = "\(before.prefix(9)) -> \(now.prefix(9))"
    } else {
      change = report.new.spec.url
    }
    return "Updating \(report.new.spec.name) (\(change))"
  }
}
