import Cairn
import Documents
import Exchange
import Remotes

/// What `remote doctor` and `remote fsck` found, for people and as JSON.
struct RemoteHealthText {
  let wording: FailureWording

  // MARK: - doctor

  func text(_ diagnosis: RemoteDiagnosis) -> String {
    var lines = ["\(diagnosis.remote)\t\(diagnosis.url)"]
    for finding in diagnosis.findings {
      let mark = [.good: "ok", .warning: "look", .bad: "wrong"][finding.verdict] ?? ""
      lines.append("  \(mark)\t\(finding.subject): \(words(finding))")
    }
    if let count = diagnosis.abortedUploads { lines.append("\(count) unfinished uploads removed.") }
    return lines.map { Tabs.expanded($0) }.joined(separator: "\n")
  }

  func json(_ diagnosis: RemoteDiagnosis) -> Value {
    var mapping = Mapping()
    mapping["remote"] = .string(diagnosis.remote)
    mapping["url"] = .string(diagnosis.url)
    mapping["findings"] = .list(
      diagnosis.findings.map { finding in
        var item = Mapping()
        item["subject"] = .string(finding.subject)
        item["verdict"] = .string(finding.verdict.rawValue)
        item["text"] = .string(words(finding))
        return .map(item)
      })
    mapping["aborted_uploads"] = diagnosis.abortedUploads.map { .int($0) } ?? .null
    return .map(mapping)
  }

  private func words(_ finding: RemoteFinding) -> String {
    guard let error = finding.error else { return finding.text }
    let failure = wording.describe(error)
    return failure.message + (failure.hint.map { " " + $0 } ?? "")
  }

  // MARK: - fsck

  func text(_ report: RemoteCheck.Report) -> String {
    var lines = [FsckText.text(common(report))]
    if report.read > 0 { lines.append("\(report.read) objects were read.") }
    if report.unverified > 0 {
      lines.append("The server tells no md5 of \(report.unverified) objects: --read reads them.")
    }
    return lines.joined(separator: "\n")
  }

  func json(_ report: RemoteCheck.Report) -> Value {
    guard case .map(var mapping) = FsckText.json(common(report)) else { return .null }
    mapping["read"] = .int(report.read)
    mapping["unverified"] = .int(report.unverified)
    return .map(mapping)
  }

  private func common(_ report: RemoteCheck.Report) -> FsckReport {
    var common = FsckReport()
    common.checked = report.listed
    common.findings = report.findings
    return common
  }
}
