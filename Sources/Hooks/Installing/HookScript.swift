/// The text of our hooks. `hooks/` at the top of the repository holds the same, for reading.
public enum HookScript {
  /// Stands in the first lines of every script of ours.
  static let mark = "# cairn hook:"
  static let blockStart = "# >>> cairn: put here by `cairn install`, taken out by `cairn uninstall`"
  static let blockEnd = "# <<< cairn"
  /// What an earlier hook is called while ours stands in its place.
  static let earlierSuffix = ".before-cairn"

  /// A whole script, which runs the hook that was there before it first.
  public static func text(_ hook: HookName) -> String {
    let missing =
      hook.canRefuse
      ? "  echo \"\(hook.rawValue): cairn is not in PATH. \(hook.skip)\" >&2\n  exit 1\n" : "  exit 0\n"
    var text = "#!/bin/sh\n\(mark) \(hook.purpose)\n# \(hook.skip)\n"
    if hook.hasInput { text += "input=$(cat)\n" }
    let feed = hook.hasInput ? "printf '%s\\n' \"$input\" | " : ""
    text += "if [ -x \"$0\(earlierSuffix)\" ]; then\n"
    text += "  \(feed)\"$0\(earlierSuffix)\" \"$@\" || exit\nfi\n"
    text += "if ! command -v cairn >/dev/null 2>&1; then\n\(missing)fi\n"
    if hook.hasInput {
      text += "\(feed)cairn hook \(hook.rawValue) \"$@\"\n"
    } else {
      text += "exec cairn hook \(hook.rawValue) \"$@\"\n"
    }
    return text
  }

  /// A few lines in somebody else's shell script.
  static func block(_ hook: HookName) -> String {
    // The file is shared: people without cairn must be able to work.
    var text = blockStart + "\nif command -v cairn >/dev/null 2>&1; then\n"
    if hook.hasInput {
      text += "  cairn_input=$(cat)\n"
      text += "  printf '%s\\n' \"$cairn_input\" | cairn hook \(hook.rawValue) \"$@\" || exit\n"
      text += "  exec <<CAIRN_INPUT\n$cairn_input\nCAIRN_INPUT\n"
    } else {
      text += "  cairn hook \(hook.rawValue) \"$@\" || exit\n"
    }
    text += "else\n  echo \"cairn is not in PATH: \(hook.rawValue) does not look at data\" >&2\nfi\n"
    return text + blockEnd + "\n"
  }

  /// Runs a hook that lies elsewhere.
  static func forwarder(to path: String) -> String {
    let quoted = path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    return
      "#!/bin/sh\n\(mark) Runs the hook of core.hooksPath as it was set before.\nexec '\(quoted)' \"$@\"\n"
  }

  static func isOurs(_ text: String) -> Bool {
    text.split(separator: "\n", maxSplits: 4).prefix(3).contains { $0.hasPrefix(mark) }
  }

  /// With the block after the first line; nil when the script isn't for a shell.
  static func adding(_ hook: HookName, to text: String) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first else { return block(hook) }
    var at = 0
    if first.hasPrefix("#!") {
      guard first.hasSuffix("sh") || first.contains("sh ") else { return nil }
      at = 1
    }
    lines.insert(
      contentsOf: block(hook).dropLast().split(separator: "\n", omittingEmptySubsequences: false), at: at)
    return lines.joined(separator: "\n")
  }

  /// Without the block; nil when there is none.
  static func removingBlock(from text: String) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0 == blockStart }),
      let end = lines[start...].firstIndex(where: { $0 == blockEnd })
    else { return nil }
    lines.removeSubrange(start...end)
    return lines.joined(separator: "\n")
  }
}
