import Cairn
import Documents
import Files
import History

/// Texts of `log`, `whence` and `impact`.
enum HistoryText {
  /// `2024-05-01 12:30` in UTC.
  static func date(_ seconds: Int64) -> String {
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    // Civil from days, after Howard Hinnant.
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    let day = doy - (153 * mp + 2) / 5 + 1
    let month = mp < 10 ? mp + 3 : mp - 9
    let year = yoe + era * 400 + (month <= 2 ? 1 : 0)
    let minute = (seconds - days * 86_400) / 60
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(year)-\(two(month))-\(two(day)) \(two(minute / 60)):\(two(minute % 60))"
  }

  // MARK: - log

  static func log(_ entries: [LogEntry]) -> String {
    entries.map { entry in
      var line = "\(entry.commit.id.short)  \(date(entry.commit.time))  \(entry.commit.author)"
      line += "  \(entry.now?.hash?.prefix(12) ?? "removed")"
      if let size = entry.now?.size { line += "  \(bytes(size))" }
      if let files = entry.now?.fileCount { line += " in \(files) file\(files == 1 ? "" : "s")" }
      if let change = change(entry) { line += "  (\(change))" }
      if !entry.tags.isEmpty { line += "  [\(entry.tags.joined(separator: ", "))]" }
      return line + "\n    \(entry.commit.subject)\n"
    }.joined()
  }

  private static func change(_ entry: LogEntry) -> String? {
    var parts: [String] = []
    if let files = entry.files {
      if files.added > 0 { parts.append("+\(files.added)") }
      if files.deleted > 0 { parts.append("-\(files.deleted)") }
      if files.modified > 0 { parts.append("~\(files.modified)") }
    }
    if let now = entry.now?.size, let before = entry.before?.size, now != before {
      parts.append((now > before ? "+" : "-") + bytes(abs(now - before)))
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  static func json(_ entries: [LogEntry]) -> Value {
    .list(
      entries.map { entry in
        var mapping = commit(entry.commit)
        mapping["hash"] = entry.now?.hash.map(Value.string) ?? .null
        mapping["size"] = number(entry.now?.size)
        mapping["nfiles"] = entry.now?.fileCount.map(Value.int) ?? .null
        mapping["stage"] = entry.now?.stage.map(Value.string) ?? .null
        mapping["old_hash"] = entry.before?.hash.map(Value.string) ?? .null
        mapping["old_size"] = number(entry.before?.size)
        if let files = entry.files {
          mapping["files"] = [
            "added": .int(files.added), "deleted": .int(files.deleted), "modified": .int(files.modified),
          ]
        }
        mapping["tags"] = .list(entry.tags.map(Value.string))
        return .map(mapping)
      })
  }

  private static func commit(_ commit: HistoryIndex.Commit) -> Mapping {
    var mapping = Mapping()
    mapping["commit"] = .string(commit.id.hex)
    mapping["time"] = .int(Int(commit.time))
    mapping["author"] = .string(commit.author)
    mapping["subject"] = .string(commit.subject)
    return mapping
  }

  private static func number(_ value: Int64?) -> Value { value.map { .int(Int($0)) } ?? .null }

  static func bytes(_ size: Int64) -> String {
    if size < 1024 { return "\(size) B" }
    var units = ["KB", "MB", "GB", "TB", "PB"][...]
    var tenths = size * 10 / 1024
    while tenths >= 10240, units.count > 1 {
      tenths /= 1024
      units = units.dropFirst()
    }
    return "\(tenths / 10).\(tenths % 10) \(units.first ?? "")"
  }

  // MARK: - whence

  static func whence(_ report: WhenceReport) -> String {
    var text = report.hash + "\n"
    for (directory, path) in report.inside.prefix(20) {
      text += "in directory \(directory.prefix(12)): \(path)\n"
    }
    if report.inside.count > 20 { text += "in \(report.inside.count - 20) more directories\n" }
    if report.places.isEmpty { text += "no commit names it\n" }
    for place in report.places {
      let role = place.fact.isOutput ? "" : " (used)"
      let stage = place.fact.stage.map { " stage \($0)" } ?? ""
      text +=
        "\(place.commit.id.short)  \(date(place.commit.time))  \(place.fact.path)\(role)  \(place.fact.file)\(stage)"
      text += "  \(place.commit.subject)\n"
    }
    if !report.references.isEmpty { text += "named now by: \(report.references.joined(separator: ", "))\n" }
    text += "cache: \(report.isInCache ? "yes" : "no")\n"
    for (name, has) in report.remotes {
      text += "remote \(name): \(has.map { $0 ? "yes" : "no" } ?? "can't be asked")\n"
    }
    return text
  }

  static func json(_ report: WhenceReport) -> Value {
    var mapping = Mapping()
    mapping["hash"] = .string(report.hash)
    mapping["inside"] = .list(
      report.inside.map { ["directory": .string($0.directory), "path": .string($0.path)] })
    mapping["places"] = .list(
      report.places.map { place in
        var entry = commit(place.commit)
        entry["path"] = .string(place.fact.path)
        entry["file"] = .string(place.fact.file)
        entry["stage"] = place.fact.stage.map(Value.string) ?? .null
        entry["role"] = .string(place.fact.isOutput ? "output" : "dependency")
        entry["hash"] = place.fact.hash.map(Value.string) ?? .null
        return .map(entry)
      })
    mapping["references"] = .list(report.references.map(Value.string))
    mapping["cache"] = .bool(report.isInCache)
    var remotes = Mapping()
    for (name, has) in report.remotes { remotes[name] = has.map(Value.bool) ?? .null }
    mapping["remotes"] = .map(remotes)
    return .map(mapping)
  }

  // MARK: - impact

  static func impact(_ report: ImpactReport) -> String {
    if report.runs.isEmpty { return report.hash + "\nnothing was made of it\n" }
    var text = report.hash + "\n"
    for run in report.runs {
      text += "\(run.commit.id.short)  \(date(run.commit.time))  stage \(run.stage) (\(run.file))\n"
      for made in run.made {
        let role =
          report.models.contains(made.path)
          ? " (model)" : report.metrics.contains(made.path) ? " (metric)" : ""
        text += "    \(made.path)\(role)  \(made.hash?.prefix(12) ?? "")\n"
      }
    }
    if !report.references.isEmpty { text += "named now by: \(report.references.joined(separator: ", "))\n" }
    return text
  }

  static func json(_ report: ImpactReport) -> Value {
    var mapping = Mapping()
    mapping["hash"] = .string(report.hash)
    mapping["runs"] = .list(
      report.runs.map { run in
        var entry = commit(run.commit)
        entry["stage"] = .string(run.stage)
        entry["file"] = .string(run.file)
        entry["used"] = .list(run.used.map { ["path": .string($0.path), "hash": .string($0.hash ?? "")] })
        entry["made"] = .list(
          run.made.map { made in
            var output = Mapping()
            output["path"] = .string(made.path)
            output["hash"] = .string(made.hash ?? "")
            let role =
              report.models.contains(made.path)
              ? "model" : report.metrics.contains(made.path) ? "metric" : "data"
            output["role"] = .string(role)
            return .map(output)
          })
        return .map(entry)
      })
    mapping["references"] = .list(report.references.map(Value.string))
    return .map(mapping)
  }
}
