import Cairn
import Files
import Insight
import Pipeline

extension FailureWording {
  func describe(_ error: PlotTemplateError) -> Failure {
    switch error {
    case .notFound(let name): .unexpected("Template '\(name)' not found.")
    case .isDirectory(let path): .unexpected("[Errno 21] Is a directory: '\(path)'")
    case .noDataAnchor(let name):
      .unexpected("Template '\(name)' is not using '<DVC_METRIC_DATA>' anchor")
    case .syntax(let error, let offset):
      .unexpected("\(error.message): line \(error.line) column \(error.column) (char \(offset))")
    }
  }

  func describe(_ error: PlotPageError) -> Failure {
    .unexpected("HTML template has to contain '{plot_divs}'.")
  }

  func describe(_ error: PlotsWriteError) -> Failure {
    switch error {
    case .noParent(let path): .unexpected(Self.text(FileError("create", path, errno: 2)))
    }
  }

  func describe(_ error: PlotEditError) -> Failure {
    switch error {
    case .noOutput(let path): Failure(message: "Unable to find DVC file with output '\(path)'")
    case .propertiesNotFound(let names, let plot):
      Failure(
        message: "display properties [\(names.map { "'\($0)'" }.joined(separator: ", "))] not found in plot "
          + "'\(plot)'")
    }
  }
}
