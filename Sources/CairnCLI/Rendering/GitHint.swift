/// The block that tells how to bring changed files into git.
enum GitHint {
  static func text(paths: [String], program: String) -> String {
    "\nTo track the changes with git, run:\n\n\tgit add " + paths.map(quoted).joined(separator: " ")
      + "\n\nTo enable auto staging, run:\n\n\t\(program) config core.autostage true\n"
  }

  /// A word as the shell reads it.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122: true
      default: "@%+=:,./-_".utf8.contains(byte)
      }
    }
    if plain, !word.isEmpty { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\"'\"'")
      + "'"
  }
}
