import Files
import Manifests
import Workspace

/// A stage as `stage add` describes it, checked and made a definition.
public struct StageDraft: Sendable {
  public var name: String
  /// The words of the command.
  public var command: [String]
  public var dependencies: [String] = []
  /// `[file:]key,key…` as typed.
  public var parameters: [String] = []
  public var outputs: [StageOutput] = []
  /// Relative to the directory of the `dvc.yaml`.
  public var workingDirectory: String?
  public var isAlwaysChanged = false
  public var desc: String?

  public init(name: String, command: [String]) {
    self.name = name
    self.command = command
  }

  /// The shell text of several words: those with blanks in double quotes, unless they have such themselves.
  public static func text(of words: [String]) -> String {
    if words.count == 1 { return words[0] }
    return words.map { word in
      if word.isEmpty { return "\"\"" }
      return word.contains(" ") && !word.contains("\"") ? "\"\(word)\"" : word
    }.joined(separator: " ")
  }

  /// Files in the order named, the keys of a file together.
  static func requests(_ texts: [String]) -> [ParamsRequest] {
    var requests: [ParamsRequest] = []
    func add(_ keys: [String]?, of file: String) {
      guard let at = requests.firstIndex(where: { $0.file == file }) else {
        return requests.append(ParamsRequest(file: file, keys: keys))
      }
      guard let before = requests[at].keys, let keys else {
        requests[at].keys = nil
        return
      }
      requests[at].keys = before + keys.filter { !before.contains($0) }
    }
    for text in texts {
      let colon = text.lastIndex(of: ":")
      let name = colon.map { String(text[..<$0]) } ?? ""
      let file = name.isEmpty ? defaultParamsFile : name
      let list = colon.map { text[text.index(after: $0)...] } ?? text[...]
      let keys = list.split(separator: ",").map(String.init)
      add(keys.isEmpty ? nil : keys, of: file)
    }
    return requests
  }

  /// The definition to be written.
  func definition() -> StageDefinition {
    StageDefinition(
      command: .line(Self.text(of: command)), desc: desc, workingDirectory: workingDirectory,
      dependencies: dependencies, params: Self.requests(parameters), outputs: outputs,
      isAlwaysChanged: isAlwaysChanged)
  }
}
