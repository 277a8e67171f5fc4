import Documents

/// Why a file of a plot can't be had.
public enum PlotSourceFailure: Error, Sendable {
  case missing(path: String)
  /// Its name promises neither a table nor a picture.
  case unsupported(path: String)
  case corrupted(path: String, format: ValueFormat, cause: DocumentError)
  case notUTF8(path: String)
  case unreadable(path: String, cause: any Error)
}

/// Why the data of a plot make no points.
public enum PlotDataFailure: Error, Equatable, Sendable {
  case noField(String, fields: [String])
  case unequalLengths(x: String, of: String, y: String, from: String)
  case unequalCounts(x: Int, y: Int)
  /// A row has a field that the first row of its list lacks.
  case unevenRows
  /// A list of rows without rows.
  case emptyList
  /// The file is one bare value; its kind as Python names it.
  case bareValue(kind: String)
}

/// Why a template can't be used.
public enum PlotTemplateError: Error, Equatable, Sendable {
  case notFound(name: String)
  case isDirectory(path: String)
  /// There is no place for the data in it.
  case noDataAnchor(name: String)
  /// The message, and the number of characters before the place.
  case syntax(DocumentError, offset: Int)
}
