import Exchange
import Files
import Git
import Manifests
import Workspace

/// `artifacts get`: a registered version of a model or data set.
public struct GetArtifactOptions: Sendable {
  /// Of the repository; its path is not used.
  public var source = SourceOptions()
  /// `name`, or `dir:name`.
  public var name = ""
  /// nil: the highest registered one.
  public var version: String?
  /// The version that is assigned to a stage.
  public var stage: String?
  public var out: String?
  public var force = false

  public init() {}
}

public enum ArtifactError: Error, Sendable {
  case versionAndStage
  /// No such artifact, version or stage.
  case notFound(name: String, version: String?)
}

extension Session {
  /// Copies the data of a registered artifact here, untracked.
  public func getArtifact(_ options: GetArtifactOptions) throws -> (out: String, files: Int) {
    try get(try located(options))
  }

  /// Where a remote has it.
  public func url(_ options: GetArtifactOptions) throws -> String { try url(try located(options)) }

  /// The commit and path that an artifact's tags and annotations name.
  private func located(_ options: GetArtifactOptions) throws -> GetOptions {
    if options.version != nil, options.stage != nil { throw ArtifactError.versionAndStage }
    var request = try options.source.request(in: environment.workingDirectory)
    request.withTags = true
    let source = try SourceRepository(request, opener: opener((try? openIfPresent()) ?? nil))
    let (directory, name) = Self.parts(options.name)
    let full = directory.isEmpty ? name : "\(directory):\(name)"
    let missing = ArtifactError.notFound(name: full, version: options.version ?? options.stage)
    guard let git = source.git else { throw missing }
    let tags = try ArtifactTags(of: full, in: git)
    let commit = options.stage.map { tags.commit(stage: $0) } ?? tags.commit(version: options.version)
    guard let commit else { throw missing }
    request.revision = commit.hex
    request.withTags = false
    let state = try SourceRepository(request, opener: opener((try? openIfPresent()) ?? nil))
    guard let path = try state.path(ofArtifact: name, in: directory) else { throw missing }
    var get = GetOptions()
    get.source = options.source
    get.source.revision = commit.hex
    get.source.path = path
    get.out = options.out
    get.force = options.force
    return get
  }

  /// `dir:name`, `dir/dvc.yaml:name` and `name`.
  private static func parts(_ text: String) -> (directory: String, name: String) {
    guard let colon = text.lastIndex(of: ":") else { return ("", text) }
    var directory = String(text[..<colon])
    if Paths.name(directory) == PipelineFile.name { directory = Paths.parent(directory) }
    return (directory == "." ? "" : directory, String(text[text.index(after: colon)...]))
  }
}
