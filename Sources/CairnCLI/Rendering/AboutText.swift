import Cairn
import Glibc
import Hooks

/// The block `version` prints, in the shape of the peer's.
enum AboutText {
  static func text(_ about: About, _ program: Program) -> String {
    let title = "DVC version: \(Program.peerVersion) (cairn \(Program.version))"
    var text = "\(title)\n\(String(repeating: "-", count: title.count))\n"
    text += "Platform: \(platform())\n"
    text += "Config:\n\tGlobal: \(about.globalConfigDirectory)\n\tSystem: \(about.systemConfigDirectory)\n"
    guard let project = about.project else { return text }
    let links = project.linkTypes.map { "\($0)" }.joined(separator: ", ")
    text += "Cache types: \(links.isEmpty ? "copy" : links)\n"
    text += "Cache directory: \(project.cacheFileSystem ?? "unknown")\n"
    text += "Caches: local\n"
    text += "Remotes: \(project.remotes.isEmpty ? "None" : project.remotes.joined(separator: ", "))\n"
    text += "Workspace directory: \(project.workspaceFileSystem ?? "unknown")\n"
    text += "Repo: \(repository(project))\n"
    if !program.isPeer, let policy = project.policy {
      text += "Hooks: policy \(policy.strictness.rawValue)"
      let overrides = policy.overrides.map { "cairn.\($0.key)=\($0.value)" }
      text += overrides.isEmpty ? "\n" : ", in this clone \(overrides.joined(separator: ", "))\n"
    }
    return text
  }

  private static func repository(_ project: About.Project) -> String {
    guard project.isInGit else { return "dvc (no_scm)" }
    return project.isSubdirectory ? "dvc (subdir), git" : "dvc, git"
  }

  private static func platform() -> String {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    func text<T>(_ field: T) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return [text(names.sysname), text(names.release), text(names.machine)].joined(separator: "-")
  }
}
