import Documents
import Files
import Workspace

/// A Vega-Lite text with places named `<DVC_METRIC_…>`.
public struct PlotTemplate: Sendable {
  public static let standard = "linear"
  /// Of the built-in ones, in the order in which they are listed.
  public static var builtinNames: [String] { BuiltinTemplates.all.map(\.name) }

  public let name: String
  public let content: Value

  /// A built-in one.
  public static func builtin(_ name: String) -> PlotTemplate? {
    guard let found = BuiltinTemplates.all.first(where: { $0.name == name }),
      let content = try? JSON.load(Array(found.text.utf8))
    else { return nil }
    return PlotTemplate(name: name, content: content)
  }

  /// Looks for a file, then in `.dvc/plots` with and without the suffix, then among the built-in ones.
  /// - Parameters:
  ///   - directory: absolute, where `name` may be a path from.
  ///   - templates: absolute, the project's own templates.
  /// - Throws: ``PlotTemplateError``, `FileError`.
  public static func find(_ name: String, from directory: String, templates: String) throws -> PlotTemplate {
    let places = [
      Paths.absolute(name, in: directory), Paths.absolute(name, in: templates),
      Paths.absolute(name + ".json", in: templates),
    ]
    for (number, place) in places.enumerated() {
      guard let info = try FileSystem.info(place) else { continue }
      if info.kind == .directory {
        if number == 1 { throw PlotTemplateError.isDirectory(path: place) }
        continue
      }
      let bytes = try FileSystem.read(place)
      do {
        return PlotTemplate(name: name, content: try JSON.load(bytes))
      } catch {
        throw PlotTemplateError.syntax(error, offset: Self.offset(of: error, in: bytes))
      }
    }
    guard let found = builtin(name) else { throw PlotTemplateError.notFound(name: name) }
    return found
  }

  private static func offset(of error: DocumentError, in bytes: [UInt8]) -> Int {
    let lines = String(decoding: bytes, as: UTF8.self).unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix(max(0, error.line - 1)).reduce(0) { $0 + $1.count + 1 } + error.column - 1
  }

  // MARK: Filling

  private static let always = ["TITLE", "X_LABEL", "Y_LABEL", "DATA"].map(PlotAnchors.name)
  /// Left in their places when data and template are to be told apart.
  private static let split = Set(
    always
      + ["COLOR", "ZOOM_AND_PAN", "PLOT_HEIGHT", "PLOT_WIDTH", "TOOLTIP", "SHAPE", "STROKE_DASH"]
      .map(PlotAnchors.name))

  /// The template with its places filled.
  /// - Throws: ``PlotTemplateError/noDataAnchor(name:)``.
  func filled(_ anchors: PlotAnchors) throws(PlotTemplateError) -> Value {
    guard holds(PlotAnchors.data, in: content) else { throw .noDataAnchor(name: name) }
    return fill(content, settled(anchors), keeping: [])
  }

  /// The template with the places that say nothing of the data filled, and what belongs into the others.
  func parts(_ anchors: PlotAnchors) -> (content: Value, definitions: Mapping) {
    let anchors = settled(anchors)
    var definitions = Mapping()
    for anchor in Self.definitionOrder where Self.split.contains(anchor) {
      let isUsed = Self.always.contains(anchor) || holds(anchor, in: content)
      guard isUsed, let value = anchors.value(of: anchor), value != [:] else { continue }
      definitions[anchor] = value
    }
    let kept = Set(definitions.keys)
    return (fill(content, anchors, keeping: kept), definitions)
  }

  private static let definitionOrder = PlotAnchors.styling + always

  private func settled(_ anchors: PlotAnchors) -> PlotAnchors {
    guard PlotAnchors.styling.contains(where: { holds($0, in: content) }) else { return anchors }
    var anchors = anchors
    anchors.settleColumns()
    return anchors
  }

  private func holds(_ anchor: String, in value: Value) -> Bool {
    switch value {
    case .string(let text): text == anchor
    case .list(let items): items.contains { holds(anchor, in: $0) }
    case .map(let mapping): mapping.entries.contains { holds(anchor, in: $0.value) }
    default: false
    }
  }

  private func fill(_ value: Value, _ anchors: PlotAnchors, keeping kept: Set<String>) -> Value {
    switch value {
    case .string(let text):
      if kept.contains(text) { return value }
      return anchors.value(of: text) ?? .string(inner(text, anchors, keeping: kept))
    case .list(let items): return .list(items.map { fill($0, anchors, keeping: kept) })
    case .map(let mapping):
      var filled = Mapping()
      for entry in mapping.entries {
        filled[value: entry.key] = fill(entry.value, anchors, keeping: kept)
      }
      return .map(filled)
    default: return value
    }
  }

  /// Places inside a longer text take texts.
  private func inner(_ text: String, _ anchors: PlotAnchors, keeping kept: Set<String>) -> String {
    var rest = text[...]
    var out = ""
    while let open = rest.firstIndex(of: "<") {
      out += rest[..<open]
      rest = rest[open...]
      if let close = rest.firstIndex(of: ">") {
        let anchor = String(rest[...close])
        if !kept.contains(anchor), let value = anchors.value(of: anchor)?.string {
          out += value
          rest = rest[rest.index(after: close)...]
          continue
        }
      }
      out += rest[open...open]
      rest = rest[rest.index(after: open)...]
    }
    return out + rest
  }
}
