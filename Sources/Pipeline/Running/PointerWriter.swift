import Documents
import Files
import Manifests
import Workspace

/// Writes a changed `.dvc` file, keeping what people wrote into it.
struct PointerWriter {
  let repository: Repository

  /// - Parameter file: root-relative.
  func write(_ pointer: PointerFile, to file: String) throws {
    let path = Paths.join(repository.root, file)
    let original = try FileSystem.readIfPresent(path)
    do {
      let text = try pointer.text(over: original)
      try repository.writeTracked(Array(text.utf8), to: path)
      // Told even when nothing is new in it, as by the peer.
      repository.noteChange(of: path)
    } catch let error as DocumentError {
      throw WorkspaceError.invalidFile(path: file, cause: error)
    }
  }
}
