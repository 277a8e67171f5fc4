import Documents
import Manifests
import Testing

/// Edits of `dvc.yaml` as the real dvc makes them from its command line.
@Suite struct EditTests {
  static let cases = Case.all("edits")

  @Test(arguments: cases)
  func writesWhatThePeerWrites(_ example: Case) throws {
    var text = try #require(example.text("before"))
    let exits = example["exits"]?.list?.compactMap(\.int) ?? []
    for (command, exit) in zip(example["commands"]?.list ?? [], exits) {
      let words = command.list?.compactMap(\.string) ?? []
      var file = try PipelineFile.parse(bytes(text))
      do {
        try Self.apply(words, to: &file)
        #expect(exit == 0, "\(words) should have failed")
      } catch let error as PipelineEditError {
        #expect(exit != 0, "\(words): \(error)")
        continue
      } catch is Refused {
        #expect(exit != 0, "\(words)")
        continue
      }
      text = file.hasStages ? try file.text(over: bytes(text)) : ""
    }
    #expect(text == example.text("after") ?? "")
  }

  private struct Refused: Error {}

  /// The part of dvc's grammar the cases need.
  private static func apply(_ words: [String], to file: inout PipelineFile) throws {
    switch words.first {
    case "freeze": try file.setFrozen(true, stage: words[1])
    case "unfreeze": try file.setFrozen(false, stage: words[1])
    case "remove":
      for word in words.dropFirst() where !word.hasPrefix("--") { try file.remove(word) }
    case "plots": try modifyPlot(Array(words.dropFirst(2)), &file)
    default: try addStage(Array(words.dropFirst(2)), &file)
    }
  }

  private static func modifyPlot(_ words: [String], _ file: inout PipelineFile) throws {
    var changes: [(key: String, value: Value?)] = []
    var index = 1
    while index < words.count {
      switch words[index] {
      case "--unset":
        changes += words[(index + 1)...].map { ($0, nil) }
        index = words.count
      case "-x": changes.append(("x", .string(words[index + 1])))
      default: changes.append((String(words[index].dropFirst(2)), .string(words[index + 1])))
      }
      index += 2
    }
    try file.setPlot(words[0], of: "a", changes)
  }

  private static func addStage(_ words: [String], _ file: inout PipelineFile) throws {
    var name = ""
    var overwriting = false
    var stage = StageDefinition(command: .line(""))
    var at = 0
    func output(_ kind: StageOutput.Kind, cached: Bool = true, persistent: Bool = false) {
      var output = StageOutput(path: words[at + 1], kind: kind)
      output.isCached = cached
      output.isPersistent = persistent
      stage.outputs.append(output)
    }
    options: while at < words.count {
      switch words[at] {
      case "-f":
        overwriting = true
        at -= 1
      case "--always-changed":
        stage.isAlwaysChanged = true
        at -= 1
      case "-n": name = words[at + 1]
      case "-d": stage.dependencies.append(words[at + 1])
      case "-w": stage.workingDirectory = words[at + 1]
      case "--desc": stage.desc = words[at + 1]
      case "-p": addParams(words[at + 1], &stage.params)
      case "-o": output(.output)
      case "-O": output(.output, cached: false)
      case "--outs-persist": output(.output, persistent: true)
      case "--outs-persist-no-cache": output(.output, cached: false, persistent: true)
      case "-m": output(.metric)
      case "-M": output(.metric, cached: false)
      case "--plots": output(.plot)
      case "--plots-no-cache": output(.plot, cached: false)
      default: break options
      }
      at += 2
    }
    guard StageDefinition.isValidName(name), at < words.count else { throw Refused() }
    let command = words[at...].count == 1 ? [words[at]] : words[at...].map(quoted)
    stage.command = .line(command.joined(separator: " "))
    try file.add(stage, named: name, overwriting: overwriting)
  }

  private static func quoted(_ word: String) -> String {
    if word.isEmpty { return "\"\"" }
    return word.contains(" ") && !word.contains("\"") ? "\"" + word + "\"" : word
  }

  private static func addParams(_ word: String, _ requests: inout [ParamsRequest]) {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let file = parts.count == 2 ? parts[0] : "params.yaml"
    let keys = parts.last?.split(separator: ",").map(String.init) ?? []
    if let index = requests.firstIndex(where: { $0.file == file }) {
      requests[index].keys = (requests[index].keys ?? []) + keys
    } else {
      requests.append(ParamsRequest(file: file, keys: keys.isEmpty ? nil : keys))
    }
  }
}
