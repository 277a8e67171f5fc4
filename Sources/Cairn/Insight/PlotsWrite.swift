import Files
import Insight

/// Why plots can't be written.
public enum PlotsWriteError: Error, Equatable, Sendable {
  /// The directory to write into can't be made.
  case noParent(path: String)
}

extension Session {
  /// Writes the page and the images it shows.
  /// - Parameters:
  ///   - report: what ``plots(_:)`` found.
  ///   - out: the directory to write into; nil: the configured one.
  ///   - template: a page to put the plots into, a path or the page itself; nil: the configured one.
  ///   - selfContained: with drawings that show where Vega can't be loaded; without, the page is the peer's.
  /// - Returns: the absolute path of the page.
  /// - Throws: `PlotPageError`, `PlotTemplateError`, `FileError`.
  public func writePlotPage(
    _ report: PlotsReport, out: String?, template: String?, selfContained: Bool
  ) throws -> String {
    let directory = plotDirectory(report, out)
    let named = template.map { Paths.absolute($0, in: environment.workingDirectory) } ?? report.htmlTemplate
    var page: String? = template
    if let named, let bytes = try FileSystem.info(named)?.isFile == true ? FileSystem.read(named) : nil {
      page = String(decoding: bytes, as: UTF8.self)
    } else if template == nil {
      page = named
    }
    let text = try PlotPage(template: page, selfContained: selfContained)
      .text(report.figures, images: "static")
    try makePlotDirectory(directory)
    _ = try writePlotImages(report, to: Paths.join(directory, "static"))
    let path = Paths.join(directory, "index.html")
    try FileSystem.write(text, to: path, durable: false)
    return path
  }

  /// Writes images only.
  /// - Returns: absolute paths by the name of the file.
  /// - Throws: `FileError`.
  public func writePlotImages(_ report: PlotsReport, out: String?) throws -> [String: String] {
    try writePlotImages(report, to: plotDirectory(report, out))
  }

  /// The one above must be there, as for the peer.
  private func makePlotDirectory(_ directory: String) throws {
    guard try FileSystem.info(Paths.parent(directory))?.kind == .directory else {
      throw PlotsWriteError.noParent(path: directory)
    }
    try FileSystem.makeDirectories(directory)
  }

  private func plotDirectory(_ report: PlotsReport, _ out: String?) -> String {
    out.map { Paths.absolute($0, in: environment.workingDirectory) } ?? report.outputDirectory
  }

  private func writePlotImages(_ report: PlotsReport, to directory: String) throws -> [String: String] {
    var paths: [String: String] = [:]
    for figure in report.figures {
      guard case .images(let images) = figure.content else { continue }
      for image in images where paths[image.fileName] == nil {
        if paths.isEmpty { try FileSystem.makeDirectories(directory) }
        let path = Paths.join(directory, image.fileName)
        try FileSystem.write(image.bytes, to: path, durable: false)
        paths[image.fileName] = path
      }
    }
    return paths
  }
}
