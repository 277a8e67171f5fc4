import Files
import Manifests

/// Refuses stages whose outputs `.dvcignore` hides: they could never be tracked. Rules are read once a directory.
final class IgnoredOutputs {
  private let root: String
  private let tree: any SourceTree
  /// The rules that hold inside directories.
  private var rules: [String: DirectoryRules] = [:]

  init(root: String, tree: any SourceTree) {
    self.root = root
    self.tree = tree
  }

  /// - Throws: ``WorkspaceError/pathIgnored(path:rule:)``
  func refuse(_ stages: [Stage]) throws {
    for stage in stages {
      for case .inside(let path) in stage.outputs.map(\.location) where !path.isEmpty {
        guard let rule = try rule(hiding: path) else { continue }
        throw WorkspaceError.pathIgnored(path: Paths.join(root, path), rule: rule.description)
      }
    }
  }

  private func rule(hiding path: String) throws -> IgnoreRule? {
    let parent = Self.parent(path)
    let here = try rules(in: parent)
    if !here.hasOwnData, !Self.isReserved(path) { return nil }
    var ancestor = ""
    for part in parent.split(separator: "/") {
      let above = ancestor
      ancestor = ancestor.isEmpty ? String(part) : ancestor + "/" + part
      if let found = try rules(in: above).data.decide(ancestor, isDirectory: true), found.isIgnored {
        return found.rule
      }
    }
    // What isn't there yet may become either.
    let kind = try tree.kind(path)
    for isDirectory in kind == .directory ? [true] : kind == nil ? [false, true] : [false] {
      if let found = here.data.decide(path, isDirectory: isDirectory), found.isIgnored { return found.rule }
    }
    return nil
  }

  private func rules(in directory: String) throws -> DirectoryRules {
    if let known = rules[directory] { return known }
    let above = directory.isEmpty ? DirectoryRules() : try rules(in: Self.parent(directory))
    let own = try above.entering(directory, in: tree)
    rules[directory] = own
    return own
  }

  private static func parent(_ path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
  }

  private static func isReserved(_ path: String) -> Bool {
    path.hasPrefix(".") || path.contains("/.")
  }
}
