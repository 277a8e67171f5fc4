import Cairn
import Documents
import Insight

/// What `plots show` and `plots diff` found, as JSON and words.
struct PlotReports {
  let wording: FailureWording
  let directory: String

  private var values: ValueReports { ValueReports(wording: wording, directory: directory, root: directory) }

  /// Names of revisions of which something could not be read.
  func failedRevisions(_ report: PlotsReport) -> [String] {
    var failed = Set(report.failures.map(\.revision))
    for failure in report.figures.flatMap(\.failures) {
      if case .source = failure.cause { failed.insert(failure.revision) }
    }
    return report.revisions.filter(failed.contains)
  }

  /// About data that make no points.
  func warnings(_ report: PlotsReport) -> [String] {
    report.figures.flatMap(\.failures).compactMap { failure in
      guard case .data(let cause) = failure.cause else { return nil }
      return "In '\(failure.revision)', \(Self.describe(cause).message.lowercased())"
    }
  }

  /// The specification of the first plot of data; empty when it has none; nil without such a plot.
  func specification(_ report: PlotsReport) throws -> Value? {
    for figure in report.figures {
      guard case .graph(let graph) = figure.content else { continue }
      guard let graph else { return [:] }
      return try graph.specification()
    }
    return nil
  }

  /// `{"errors"?: […], "data"?: {id: […]}}`.
  func json(_ report: PlotsReport, images: [String: String], split: Bool) throws -> Value {
    var errors: [Value] = []
    var data = Mapping()
    for figure in report.figures {
      errors += figure.failures.map { error($0, figure.id) }
      data[figure.id] = .list(try entries(figure, images: images, split: split))
    }
    for failure in report.failures {
      let words = describe(failure.failure)
      errors.append([
        "rev": .string(failure.revision), "type": .string(words.type), "msg": .string(words.message),
      ])
    }
    var all = Mapping()
    if !errors.isEmpty { all["errors"] = .list(errors) }
    if !data.isEmpty { all["data"] = .map(data) }
    return .map(all)
  }

  private func entries(_ figure: PlotFigure, images: [String: String], split: Bool) throws -> [Value] {
    func texts(_ items: [String]) -> Value { .list(items.map(Value.string)) }
    switch figure.content {
    case .images(let found):
      return found.map { image in
        [
          "type": "image", "revisions": texts([image.revision]),
          "url": .string(images[image.fileName] ?? image.fileName),
        ]
      }
    case .graph(nil): return []
    case .graph(let graph?):
      var entry = Mapping()
      entry["type"] = "vega"
      entry["revisions"] = texts(graph.revisions)
      if split {
        let parts = graph.parts()
        entry["content"] = parts.content
        entry["anchor_definitions"] = .map(parts.definitions)
      } else {
        entry["content"] = try graph.specification()
      }
      return [.map(entry)]
    }
  }

  // MARK: Errors

  private typealias Words = (type: String, message: String)

  private func error(_ failure: PlotFigure.Failure, _ id: String) -> Value {
    var entry = Mapping()
    entry["name"] = .string(id)
    entry["rev"] = .string(failure.revision)
    let words: Words
    switch failure.cause {
    case .source(let path, let cause):
      entry["source"] = .string(path)
      words = describe(cause)
    case .data(let cause): words = Self.describe(cause)
    }
    entry["type"] = .string(words.type)
    entry["msg"] = .string(words.message)
    return .map(entry)
  }

  private func describe(_ failure: PlotSourceFailure) -> Words {
    switch failure {
    case .missing(let path): ("FileNotFoundError", "[Errno 2] No such file or directory: '\(path)'")
    case .unsupported(let path):
      (
        "PlotMetricTypeError",
        "'\(path)' - file type error\nOnly JSON, YAML, CSV and TSV formats are supported."
      )
    case .corrupted(let path, let format, _):
      (
        "\(format.rawValue)FileCorruptedError",
        "unable to read: '\(path)', \(format.rawValue) file structure is corrupted"
      )
    case .notUTF8(let path): ("EncodingError", "unable to read: '\(path)', is not valid utf8")
    case .unreadable(_, let cause): ("OSError", wording.describe(cause).message)
    }
  }

  private static func describe(_ failure: PlotDataFailure) -> Words {
    switch failure {
    case .noField(let name, let fields):
      (
        "FieldNotFoundError",
        "Could not find provided field ('\(name)') in data fields ('\(fields.joined(separator: ", "))')."
      )
    case .unequalLengths(let x, let of, let y, let from):
      (
        "DvcException",
        "Cannot join '\(x)' from '\(of)' and '\(y)' from '\(from)'. They have to have same length."
      )
    case .unequalCounts(let x, let y):
      (
        "DvcException",
        "Cannot have different number of x and y data sources. Found \(x) x and \(y) y data sources."
      )
    case .unevenRows: ("TypeError", "argument of type 'NoneType' is not iterable")
    case .emptyList: ("AttributeError", "'NoneType' object has no attribute 'keys'")
    case .bareValue(let kind): ("AttributeError", "'\(kind)' object has no attribute 'values'")
    }
  }

  private func describe(_ failure: RevisionFailure) -> Words {
    if let error = failure.cause as? PatternError { return ("error", error.message) }
    return values.describe(failure)
  }
}
