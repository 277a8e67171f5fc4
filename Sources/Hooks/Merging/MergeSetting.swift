import Files
import Git
import Workspace

/// The merge driver in git's configuration and the lines of `.gitattributes` that call it.
public enum MergeSetting {
  static let lines = ["*.dvc merge=cairn", "dvc.lock merge=cairn"]
  static let driver = "cairn hook merge-driver --ancestor %O --our %A --their %B --path %P"

  /// - Returns: the `.gitattributes` that was changed.
  public static func install(_ git: GitRepository, root: String) throws -> String? {
    if try git.config("merge.cairn.driver") != driver {
      try git.setConfig("merge.cairn.name", "cairn: directories by path, lock files by stage")
      try git.setConfig("merge.cairn.driver", driver)
    }
    let path = Paths.join(root, ".gitattributes")
    let bytes = try FileSystem.readIfPresent(path) ?? []
    var text = String(decoding: bytes, as: UTF8.self)
    let present = text.split(separator: "\n").map(String.init)
    let missing = lines.filter { !present.contains($0) }
    if missing.isEmpty { return nil }
    if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
    try Repository.refuseLinkOutside(path, of: root)
    try FileSystem.write(
      text + missing.map { $0 + "\n" }.joined(), to: path, nursery: Repository.nursery(of: root))
    return path
  }

  public static func uninstall(_ git: GitRepository, root: String) throws -> String? {
    if try git.config("merge.cairn.driver") != nil {
      try git.run(["config", "--local", "--remove-section", "merge.cairn"])
    }
    let path = Paths.join(root, ".gitattributes")
    guard let bytes = try FileSystem.readIfPresent(path) else { return nil }
    let all = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let kept = all.filter { !lines.contains(String($0)) }
    if kept.count == all.count { return nil }
    let text = kept.joined(separator: "\n")
    if text.isEmpty {
      try FileSystem.remove(path)
    } else {
      try Repository.refuseLinkOutside(path, of: root)
      try FileSystem.write(text, to: path, nursery: Repository.nursery(of: root))
    }
    return path
  }
}
