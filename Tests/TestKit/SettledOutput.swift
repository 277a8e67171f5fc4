import Foundation

/// What dvc prints, without what is random or cosmetic in it: orders that come from sets, numbers of nodes,
/// progress bars, and blanks that pad to the terminal's width. Two runs of the real dvc agree on the rest.
public struct SettledOutput: Sendable {
  private let arguments: [String]

  /// - Parameter arguments: of the command that printed it.
  public init(of arguments: [String]) {
    self.arguments = arguments
  }

  /// JSON printed by these commands names things in a random order.
  public var hasRandomJson: Bool {
    ["data status", "metrics diff", "params diff"].contains(arguments.prefix(2).joined(separator: " "))
      || arguments.first == "status"
  }

  public func json(_ value: Json) -> Json {
    let value = value.mapStrings(withoutDepth)
    return hasRandomJson ? value.sorted(arraysToo: true) : value
  }

  /// The text with its random orders sorted and its padding and progress bars taken away.
  public func text(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.utf8.contains(0x0D) }
      .map { trimmed(String($0)) }
    for index in lines.indices where lines[index].hasPrefix("\tgit add ") {
      lines[index] =
        "\tgit add " + lines[index].split(separator: " ").dropFirst(2).sorted().joined(separator: " ")
    }
    lines = lines.map(withoutClonePlace)
    if arguments.first == "status" { lines = sortedStages(lines) }
    if arguments.first == "dag" { lines = named(lines) }
    if text.hasPrefix("'"), text.contains("is invalid.") || text.contains("validation failed") {
      lines = lines.filter { !isExcerpt($0) }
    }
    return sortedRuns(of: lines.map(withSortedStages), isListed).joined(separator: "\n")
  }

  /// Whether a line belongs to a list whose order is random.
  private func isListed(_ line: String) -> Bool {
    if line.hasPrefix("md5: ") || line.hasPrefix("\t- ") || line.hasPrefix("WARNING: stage: '")
      || line.hasPrefix("WARNING: No file hash info found for")
    {
      return true
    }
    switch arguments.first {
    case "data": return line.hasPrefix("        ")
    case "status": return line.hasPrefix("\t") && !line.hasPrefix("\t\t") && !line.hasSuffix(":")
    case "gc": return line.hasPrefix("Removing ")
    case "du": return line.contains("  ")
    case "dag": return arguments.contains("--mermaid") && line.hasPrefix("\t")
    case "metrics", "params": return arguments.contains("diff") && line.contains("  ")
    default: return false
    }
  }

  /// A numbered line of the source below a message about YAML: how many are shown depends on the terminal.
  /// The message itself names the line and the column.
  private func isExcerpt(_ line: String) -> Bool {
    let rest = line.drop { $0 == " " }
    let afterNumber = rest.drop { $0.isNumber }
    return afterNumber.count < rest.count && (afterNumber.isEmpty || afterNumber.hasPrefix(" "))
  }

  /// Stages of `status`, each with the indented lines below it, sorted by name.
  private func sortedStages(_ lines: [String]) -> [String] {
    var settled: [String] = []
    var blocks: [[String]] = []
    func close() {
      settled += blocks.sorted { $0[0] < $1[0] }.flatMap(\.self)
      blocks = []
    }
    for line in lines {
      if line.hasPrefix("\t"), !blocks.isEmpty {
        blocks[blocks.count - 1].append(line)
      } else if line.hasSuffix(":"), !line.hasPrefix("\t") {
        blocks.append([line])
      } else {
        close()
        settled.append(line)
      }
    }
    close()
    return settled
  }

  /// "Failed to clone repo 'x' to '/somewhere': …" without the place, which is anybody's choice.
  private func withoutClonePlace(_ line: String) -> String {
    guard line.contains("Failed to clone repo '"), let start = line.firstRange(of: "' to '"),
      let end = line[start.upperBound...].firstRange(of: "': ")
    else { return line }
    return String(line[..<start.upperBound]) + line[end.lowerBound...]
  }

  /// "… in stages: b, a." with the names sorted.
  private func withSortedStages(_ line: String) -> String {
    let marker = " in stages: "
    guard let place = line.firstRange(of: marker), line.hasSuffix(".") else { return line }
    let names = line[place.upperBound...].dropLast().components(separatedBy: ", ").sorted()
    return line[..<place.upperBound] + names.joined(separator: ", ") + "."
  }

  /// A mermaid graph numbers its nodes in random order: their names take the place of the numbers.
  private func named(_ lines: [String]) -> [String] {
    var names: [String: String] = [:]
    for line in lines {
      let parts = line.dropFirst().split(separator: "[", maxSplits: 1)
      if line.hasPrefix("\tnode"), parts.count == 2 { names[String(parts[0])] = String(parts[1].dropLast()) }
    }
    return lines.map { line in
      guard line.hasPrefix("\tnode") else { return line }
      let ends = line.dropFirst().split(separator: "[")[0].components(separatedBy: "-->")
      return "\t" + ends.map { names[$0] ?? $0 }.joined(separator: "-->")
    }
  }

  /// How far the real dvc climbs in the messages about corrupt files depends on where it runs.
  private func withoutDepth(_ text: String) -> String {
    guard text.hasPrefix("unable to read: ") else { return text }
    return text.replacingOccurrences(of: "../", with: "")
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Sorts each unbroken run of lines that `isListed` picks, and the targets that a checkout failed for or
  /// refused to lose; the others stay where they are.
  private func sortedRuns(of lines: [String], _ isListed: (String) -> Bool) -> [String] {
    var result: [String] = []
    var run: [String] = []
    var isAfterMarker = false
    for line in lines {
      if line.isEmpty || line.hasPrefix("Is your cache up to date?") { isAfterMarker = false }
      if isAfterMarker || isListed(line) {
        run.append(line)
      } else {
        result += run.sorted() + [line]
        run = []
      }
      if line.hasSuffix("Checkout failed for following targets:")
        || line.contains("Can't remove the following unsaved files")
      {
        isAfterMarker = true
      }
    }
    return result + run.sorted()
  }
}
