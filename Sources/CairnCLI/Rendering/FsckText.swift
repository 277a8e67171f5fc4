import Cairn
import Documents
import Exchange
import Objects

/// What `fsck` found, for people and as JSON.
enum FsckText {
  /// Users listed of one object.
  private static let shownUsers = 5

  static func text(_ report: FsckReport) -> String {
    var lines: [String] = []
    for finding in report.findings {
      let outcome =
        finding.isRepaired ? "repaired" + (finding.source.map { " from '\($0)'" } ?? "") : word(finding.fault)
      lines.append("\(finding.id): \(outcome)")
      let users = grouped(finding)
      for (user, commits) in users.prefix(shownUsers) {
        lines.append("    \(user.path) (\(user.stage)): \(commits.joined(separator: ", "))")
      }
      if users.count > shownUsers { lines.append("    and \(users.count - shownUsers) more") }
      if users.isEmpty { lines.append("    nothing that is tracked uses it") }
    }
    let bad = report.findings.filter { !$0.isRepaired }.count
    let repaired = report.findings.count - bad
    var parts = ["\(report.checked) objects checked"]
    if repaired > 0 { parts.append("\(repaired) repaired") }
    parts.append(bad == 0 ? "all good" : "\(bad) broken or missing")
    return (lines + [parts.joined(separator: ", ") + "."]).joined(separator: "\n")
  }

  static func json(_ report: FsckReport) -> Value {
    var mapping = Mapping()
    mapping["checked"] = .int(report.checked)
    mapping["objects"] = .list(
      report.findings.map { finding in
        var item = Mapping()
        item["hash"] = .string(finding.id.description)
        item["algorithm"] = .string(finding.id.algorithm.name)
        item["problem"] = .string(word(finding.fault))
        item["repaired"] = .bool(finding.isRepaired)
        item["source"] = finding.source.map { .string($0) } ?? .null
        item["users"] = .list(
          finding.users.map { user in
            var mapping = Mapping()
            mapping["path"] = .string(user.path)
            mapping["stage"] = .string(user.stage)
            mapping["commit"] = user.commit.map { .string($0) } ?? .null
            return .map(mapping)
          })
        return .map(item)
      })
    return .map(mapping)
  }

  private static func word(_ fault: ObjectFault) -> String {
    switch fault {
    case .missing: "missing"
    case .corrupt: "corrupt"
    case .badTree: "not a directory listing"
    case .unreadable: "unreadable"
    }
  }

  /// Each path once, with the commits it hurts in.
  private static func grouped(_ finding: CacheCheck.Finding) -> [(user: CacheCheck.User, commits: [String])] {
    var order: [(user: CacheCheck.User, commits: [String])] = []
    for user in finding.users {
      let commit = user.commit ?? "workspace"
      if let at = order.firstIndex(where: { $0.user.path == user.path && $0.user.stage == user.stage }) {
        order[at].commits.append(commit)
      } else {
        order.append((user, [commit]))
      }
    }
    return order
  }
}
