import Files
import Hooks
import Manifests
import Objects
import Workspace

/// What `version` tells of the surroundings.
public struct About: Sendable {
  /// Of the project around the working directory.
  public struct Project: Sendable {
    /// Absolute.
    public let root: String
    public let cacheDirectory: String
    /// Link types that work from the cache to the workspace, besides copying.
    public let linkTypes: [LinkType]
    /// Kinds of the configured remotes: "local", "s3".
    public let remotes: [String]
    /// "ext4 on /dev/sda1"; nil when unknown.
    public let cacheFileSystem: String?
    public let workspaceFileSystem: String?
    public let isInGit: Bool
    /// The project lies below the root of the git repository.
    public let isSubdirectory: Bool
    /// How strict the hooks are here, and what this clone says otherwise than the repository; nil without git or
    /// with a policy that can't be read.
    public let policy: Policy?
  }

  public let globalConfigDirectory: String
  public let systemConfigDirectory: String
  /// nil outside of a project.
  public let project: Project?
}

extension Session {
  /// Versions are the caller's to know; this tells of the project and the machine.
  /// - Throws: configuration errors, `FileError`.
  public func about() throws -> About {
    var project: About.Project?
    do {
      project = try describe(open())
    } catch WorkspaceError.notARepository {
      project = nil
    }
    return About(
      globalConfigDirectory: environment.globalConfigDirectory,
      systemConfigDirectory: environment.systemConfigDirectory, project: project)
  }

  private func describe(_ repository: Repository) throws -> About.Project {
    let cache = try repository.store.root
    let links: [LinkType] = [.reflink, .hardlink, .symlink].filter { type in
      guard FileSystem.exists(cache) else { return false }
      let store = ObjectStore(root: cache, settings: StoreSettings(linkTypes: [type]))
      return (try? store.linkType(for: repository.root)) == type
    }
    let mounts = Self.mounts()
    let remotes = repository.config.remoteNames.compactMap { name in
      (try? repository.config.remote(name)).map { $0.scheme ?? "local" }
    }
    return About.Project(
      root: repository.root, cacheDirectory: cache, linkTypes: links, remotes: remotes,
      cacheFileSystem: Self.fileSystem(of: cache, mounts),
      workspaceFileSystem: Self.fileSystem(of: repository.root, mounts),
      isInGit: repository.gitLocation != nil,
      isSubdirectory: repository.gitLocation.map { $0.workTree != repository.root } ?? false,
      policy: (try? repository.git()).flatMap { git in git.flatMap { try? policy(root: repository.root, $0) }
      })
  }

  private struct Mount {
    let device: Substring
    let place: String
    let type: Substring
  }

  private static func mounts() -> [Mount] {
    guard let bytes = try? FileSystem.readIfPresent("/proc/self/mounts") else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count > 2 ? Mount(device: words[0], place: String(words[1]), type: words[2]) : nil
    }
  }

  private static func fileSystem(of path: String, _ mounts: [Mount]) -> String? {
    let above = mounts.filter { $0.place == "/" || $0.place == path || Paths.isInside(path, $0.place) }
    let nearest = above.max { $0.place.utf8.count <= $1.place.utf8.count }
    return nearest.map { "\($0.type) on \($0.device)" }
  }
}
