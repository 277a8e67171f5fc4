import TestKit

/// A pipeline made of a seed, and a story of what happens to it: the same seed tells the same story everywhere.
struct RandomPipeline {
  private enum Kind: CaseIterable {
    case file, directory, metric, persistent, uncached, always, group, grid, elsewhere
    /// Paths with variables, a foreach over a mapping, several commands, a plot.
    case templated, mapped, lines, plot
  }

  private struct Stage {
    let name: String
    let kind: Kind
    var reads: [String]
    var parameters: [String]
    /// Files of parameters besides `params.yaml`.
    var files: [String]
    var version = 1
    var isFrozen = false

    var isGroup: Bool { kind == .group || kind == .grid || kind == .mapped }
    /// Below the root, as other stages read them.
    var products: [String] {
      switch kind {
      case .metric: [name + ".json"]
      case .group: [name + "-a", name + "-b"]
      case .grid: [name + "-1x", name + "-1y", name + "-2x", name + "-2y"]
      case .elsewhere: ["below/" + name + ".out"]
      case .templated: ["made-" + name + ".out"]
      case .mapped: ["a-" + name, "b-" + name]
      case .plot: [name + ".csv"]
      default: [name + ".out"]
      }
    }
    var members: [String] {
      switch kind {
      case .group, .mapped: [name, name + "@a", name + "@b"]
      case .grid: [name, name + "@1-x", name + "@2-y"]
      default: [name]
      }
    }
  }

  private static let sources = ["plain.txt", "added.txt", "tree"]
  private static let names = ["p0", "p1", "p2"]
  /// What stages read of each other file of parameters.
  private static let keys = ["q.json": "alpha", "q.toml": "beta.x", "q.py": "gamma"]
  private var random: SeededRandom
  private var stages: [Stage] = []

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    for number in 0..<(2 + random.int(below: 6)) {
      let known = Self.sources + stages.flatMap(\.products)
      stages.append(
        Stage(
          name: "s\(number)", kind: random.pick(Kind.allCases),
          reads: Set((0..<random.int(below: 4)).map { _ in random.pick(known) }).sorted(),
          parameters: Self.names.filter { _ in random.chance(25) },
          files: Self.keys.keys.sorted().filter { _ in random.chance(10) }))
    }
  }

  /// What happens, `count` turns of it.
  mutating func story(_ count: Int) -> [Story.Step] {
    var steps: [Story.Step] = [
      .write("plain.txt", "a\n"), .write("added.txt", "a\n"), .write("tree/one", "1\n"),
      .write("tree/sub/two", "2\n"), .write("below/.keep", ""), parameters(), definition(),
    ]
    steps += Self.keys.keys.sorted().map { otherParameters($0) }
    steps += [
      .dvc(["remote", "add", "-q", "-d", "store", "../store"]), .dvc(["add", "added.txt", "tree"]),
      .dvc(["repro"]), .commit,
    ]
    for _ in 0..<count {
      for _ in 0..<random.int(below: 3) { steps.append(edit()) }
      steps += turn()
    }
    return steps + [.dvc(["repro", "-k"]), .dvc(["status", "--json"])]
  }

  // MARK: Turns

  private mutating func edit() -> Story.Step {
    let stage = random.int(below: stages.count)
    switch random.int(below: 12) {
    case 0: return .write("plain.txt", random.pick(["a\n", "b\n", "c\n"]))
    case 1: return .write("added.txt", random.pick(["a\n", "b\n"]))
    case 2: return .write(random.pick(["tree/one", "tree/new"]), random.pick(["1\n", "2\n"]))
    case 3: return parameters()
    case 4: return .remove(random.pick(stages[stage].products))
    case 9: return otherParameters(random.pick(Self.keys.keys.sorted()))
    case 10: return .remove(random.pick(["dvc.lock", ".dvc/cache/runs", ".dvc/cache/files"]))
    case 5 where stages[stage].kind != .directory:
      return .write(random.pick(stages[stage].products), "spoilt\n")
    case 6:
      if stages[stage].reads.isEmpty {
        stages[stage].reads = ["plain.txt"]
      } else {
        stages[stage].reads.removeLast()
      }
      return definition()
    default:
      stages[stage].version = 3 - stages[stage].version
      return definition()
    }
  }

  private mutating func turn() -> [Story.Step] {
    let at = random.int(below: stages.count)
    let target = random.pick(stages[at].members)
    switch random.int(below: 33) {
    case 0: return [.dvc(["repro", "-k", target])]
    case 1: return [.dvc(["repro", "-k", "-s", target])]
    case 2: return [.dvc(["repro", "-k", "--downstream", target])]
    case 3: return [.dvc(["repro", "-k", "-f", target])]
    case 4: return [.dvc(["repro", "--force-downstream"])]
    case 5: return [.dvc(["repro", "--dry"])]
    case 6: return [.dvc(["repro", "-k"])]
    case 7: return [.dvc(["repro", "--ignore-errors"])]
    case 8: return [.dvc(["repro", "--no-run-cache"])]
    case 9: return [.dvc(["repro", "--no-commit"]), .dvc(["commit", "-f"])]
    case 10: return [.dvc(["repro", "-k", "-p", target])]
    case 11: return [.dvc(["repro", "--allow-missing"])]
    case 12: return [.dvc(["status"]), .dvc(["status", target])]
    case 13: return [.dvc(["commit", "-f"])]
    case 14: return [.dvc(["checkout", "-f", target])]
    case 15: return [.dvc(["stage", "list"]), .dvc(["dag", "--dot"])]
    case 16: return [.dvc(["metrics", "show", "--json"]), .dvc(["params", "diff", "--json"])]
    case 17 where !stages[at].isGroup:
      stages[at].isFrozen.toggle()
      return [.dvc([stages[at].isFrozen ? "freeze" : "unfreeze", stages[at].name])]
    case 18: return [.dvc(["data", "status", "--json"])]
    case 19: return [.commit]
    case 20: return [.dvc(["push", "--run-cache"])]
    case 21: return [.dvc(["repro", "-k", "--pull"])]
    case 22: return [.dvc(["fetch", "--run-cache"]), .dvc(["checkout", "-f"])]
    case 23: return [.dvc(["repro", "-k", "-P"])]
    case 24: return [.dvc(["repro", "--no-commit", "-k"]), .dvc(["status"])]
    case 25: return [.dvc(["repro", "-k", "-f", "--no-run-cache", "-s", target])]
    case 26: return [.dvc(["commit", "-f", target]), .dvc(["status", target])]
    case 27: return [.dvc(["repro", "--dry", "--allow-missing", target])]
    default: return [.dvc(["repro"])]
    }
  }

  // MARK: Files

  private mutating func parameters() -> Story.Step {
    .write(
      "params.yaml",
      Self.names.map { "\($0): \(random.pick(["1", "2", "0.5", "x"]))\n" }.joined())
  }

  private mutating func otherParameters(_ file: String) -> Story.Step {
    let value = random.pick(["1", "2.5", "\"x\"", "[1, 2]"])
    switch file {
    case "q.json": return .write(file, "{\"alpha\": \(value), \"other\": null}\n")
    case "q.toml": return .write(file, "[beta]\nx = \(value)\n")
    default: return .write(file, "gamma = \(value)\nother = 'y'\n")
    }
  }

  /// `dvc.yaml` as the stages are now.
  private func definition() -> Story.Step {
    .write("dvc.yaml", "vars:\n- ending: out\n- base: {dir: made}\nstages:\n" + stages.map(text).joined())
  }

  private func text(of stage: Stage) -> String {
    let inner = stage.kind == .group || stage.kind == .mapped ? "      " : "    "
    var lines = ["  \(stage.name):"]
    switch stage.kind {
    case .group: lines += ["    foreach: [a, b]", "    do:"]
    case .mapped: lines += ["    foreach: {a: {v: 1}, b: {v: \(stage.version)}}", "    do:"]
    case .grid: lines += ["    matrix:", "      n: [1, 2]", "      k: [x, y]"]
    default: break
    }
    let up = stage.kind == .elsewhere ? "../" : ""
    let command = "'" + command(stage, up).split(separator: "'").joined(separator: "''") + "'"
    if stage.kind == .lines {
      lines += ["\(inner)cmd:", "\(inner)- \(command)", "\(inner)- echo more >> \(product(stage))"]
    } else {
      lines.append("\(inner)cmd: \(command)")
    }
    if stage.kind == .elsewhere { lines.append("\(inner)wdir: below") }
    if !stage.reads.isEmpty {
      lines.append("\(inner)deps:")
      lines += stage.reads.map { "\(inner)- \(up)\($0)" }
    }
    if !stage.parameters.isEmpty || !stage.files.isEmpty { lines.append("\(inner)params:") }
    for file in stage.files {
      lines.append("\(inner)- \(up)\(file): [\(Self.keys[file] ?? file)]")
    }
    if !stage.parameters.isEmpty {
      if up.isEmpty {
        lines += stage.parameters.map { "\(inner)- \($0)" }
      } else {
        lines += ["\(inner)- ../params.yaml:"] + stage.parameters.map { "\(inner)  - \($0)" }
      }
    }
    lines.append("\(inner)\(stage.kind == .metric ? "metrics" : stage.kind == .plot ? "plots" : "outs"):")
    lines.append("\(inner)- \(product(stage))" + (flag(stage.kind).map { ":\n\(inner)    \($0)" } ?? ""))
    if stage.kind == .always { lines.append("\(inner)always_changed: true") }
    if stage.isFrozen { lines.append("\(inner)frozen: true") }
    return lines.map { $0 + "\n" }.joined()
  }

  private func flag(_ kind: Kind) -> String? {
    switch kind {
    case .metric, .uncached: "cache: false"
    case .persistent: "persist: true"
    default: nil
    }
  }

  /// The output as its stage writes it.
  private func product(_ stage: Stage) -> String {
    switch stage.kind {
    case .group: "\(stage.name)-${item}"
    case .grid: "\(stage.name)-${item.n}${item.k}"
    case .metric: stage.name + ".json"
    case .templated: "${base.dir}-\(stage.name).${ending}"
    case .mapped: "${key}-\(stage.name)"
    case .plot: stage.name + ".csv"
    default: stage.name + ".out"
    }
  }

  private func command(_ stage: Stage, _ up: String) -> String {
    let reads = stage.reads.map { up + $0 }.joined(separator: " ")
    let input = reads.isEmpty ? "" : "find \(reads) -type f | LC_ALL=C sort | xargs cat; "
    let values = stage.parameters.map { "grep \($0) \(up)params.yaml; " }.joined()
    let others = stage.files.map { "cat \(up)\($0); " }.joined()
    let text = "(\(input)\(values)\(others)echo v\(stage.version))"
    switch stage.kind {
    case .directory:
      let out = product(stage)
      return "mkdir -p \(out)/sub; \(text) > \(out)/data; echo v\(stage.version) > \(out)/sub/v"
    case .persistent: return "\(text) >> \(product(stage))"
    case .metric: return "\(text) | wc -c | xargs printf \"{\\\"size\\\": %d}\" > \(product(stage))"
    case .mapped: return "(\(text); echo ${key} ${item.v}) > \(product(stage))"
    case .group: return "(\(text); echo ${item} ${p0}) > \(product(stage))"
    default: return "\(text) > \(product(stage))"
    }
  }
}
