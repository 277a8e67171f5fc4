import CSystem
import Files
import Glibc

/// Git's protection against repositories planted by other users (git-config(1), `safe.directory`): the work
/// tree, the git directory and a `.git` file must belong to us, unless the user declared the place safe.
enum GitOwnership {
  /// - Throws: `unsafeOwner` naming what belongs to somebody else.
  static func check(
    _ location: GitLocation, config: GitConfig, environment: GitEnvironment, user: UInt32 = geteuid()
  ) throws(GitError) {
    var paths = [location.gitDirectory]
    if let workTree = location.workTree {
      paths.append(workTree)
      let dotGit = workTree + "/.git"
      if dotGit != location.gitDirectory { paths.append(dotGit) }
    }
    for path in paths where !isOurs(path, environment, user) {
      guard isDeclaredSafe(location, config) else {
        throw .unsafeOwner(path: location.workTree ?? location.gitDirectory)
      }
      return
    }
  }

  private static func isOurs(_ path: String, _ environment: GitEnvironment, _ user: UInt32) -> Bool {
    var info = sys_info()
    // What isn't there cannot be owned by anybody else.
    guard sys_statat(AT_FDCWD, path, 0, &info) == 0 else { return true }
    if info.uid == user { return true }
    // Under sudo the invoking user's repositories count as ours.
    return user == 0 && environment["SUDO_UID"].flatMap(UInt32.init) == info.uid
  }

  private static func isDeclaredSafe(_ location: GitLocation, _ config: GitConfig) -> Bool {
    let place = location.workTree ?? location.gitDirectory
    var safe = false
    // The repository's own configuration has no say in this.
    for entry in config.entries where entry.key == "safe.directory" {
      guard entry.level != .local, entry.level != .worktree else { continue }
      let value = GitConfig.expand(entry.value ?? "", home: config.home)
      if value.isEmpty {
        safe = false
      } else if value == "*" || Paths.normalize(value) == place {
        safe = true
      } else if value.hasSuffix("/*"), Paths.isInside(place, Paths.normalize(String(value.dropLast(2)))) {
        safe = true
      }
    }
    return safe
  }
}
