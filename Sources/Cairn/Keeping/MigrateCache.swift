import Workspace

/// What `cache migrate` did.
public struct MigrationReport: Sendable {
  /// Objects linked into the new place; with `dryRun` all old ones.
  public var objects = 0
  /// Rewritten files, root-relative; nil when that wasn't asked for.
  public var files: [String]?
}

extension Session {
  /// Brings objects of DVC 2.x to where DVC 3 keeps its own.
  /// - Parameter files: also rewrite the `.dvc` and `dvc.lock` files that name old objects.
  public func migrateCache(files: Bool, dryRun: Bool) throws -> Outcome<MigrationReport> {
    try changing { repository in
      let migration = LegacyMigration(repository: repository)
      var report = MigrationReport()
      report.objects = dryRun ? try migration.objects().count : try migration.migrateObjects()
      if files { report.files = dryRun ? [] : try migration.migrateFiles(repository.index()) }
      return report
    }
  }
}
