import Documents
import Workspace

/// The data of a plot's file: an image's bytes, or whatever a table's file holds.
public enum PlotContent: Sendable {
  case image([UInt8])
  case table(Value)

  static let imageSuffixes: Set<String> = [".jpg", ".jpeg", ".gif", ".png", ".svg"]

  static func isImage(_ path: String) -> Bool { imageSuffixes.contains(ValueFile.suffix(of: path)) }

  /// Reads a file by its suffix (formats §8).
  /// - Parameters:
  ///   - name: as messages call it.
  ///   - bytes: nil when there is no such file.
  static func load(_ bytes: () throws -> [UInt8]?, name: String, hasHeader: Bool)
    -> Result<PlotContent, PlotSourceFailure>
  {
    let suffix = ValueFile.suffix(of: name)
    let isTable = [".json", ".yaml", ".yml", ".csv", ".tsv"].contains(suffix)
    guard isTable || imageSuffixes.contains(suffix) else { return .failure(.unsupported(path: name)) }
    do {
      guard let bytes = try bytes() else { return .failure(.missing(path: name)) }
      if !isTable { return .success(.image(bytes)) }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return .failure(.notUTF8(path: name))
      }
      switch suffix {
      case ".csv": return .success(.table(SeparatedValues.load(text, delimiter: ",", hasHeader: hasHeader)))
      case ".tsv": return .success(.table(SeparatedValues.load(text, delimiter: "\t", hasHeader: hasHeader)))
      default: return .success(.table(try ValueFile.load(bytes, named: name)))
      }
    } catch let error as DocumentError {
      return .failure(.corrupted(path: name, format: ValueFormat(name: name), cause: error))
    } catch {
      return .failure(.unreadable(path: name, cause: error))
    }
  }

  /// The rows of a table: of every list of maps that is found, the maps in one place become one row.
  /// - Returns: the rows, and the name of the last field of the first list's first row.
  static func rows(in value: Value) throws(PlotDataFailure) -> (rows: [Mapping], lastField: String?) {
    if isNothing(value) { return ([], nil) }
    var lists: [[Mapping]] = []
    switch value {
    case .list(let items):
      if let list = maps(items) { lists.append(list) }
    case .map(let mapping): collect(mapping, &lists)
    default: throw .bareValue(kind: kind(of: value))
    }
    guard let first = lists.first else { return ([], nil) }
    var rows: [Mapping] = []
    for (number, list) in lists.enumerated() {
      guard let head = list.first else { throw .emptyList }
      if list.contains(where: { row in row.entries.contains { head[value: $0.key] == nil } }) {
        if number == 0 { throw .unevenRows }
        continue
      }
      for (place, row) in list.enumerated() {
        if place == rows.count {
          rows.append(row)
        } else {
          for entry in row.entries { rows[place][value: entry.key] = entry.value }
        }
      }
    }
    return (rows, first.first?.keys.last)
  }

  private static func collect(_ mapping: Mapping, _ lists: inout [[Mapping]]) {
    for entry in mapping.entries {
      switch entry.value {
      case .map(let inner): collect(inner, &lists)
      case .list(let items): if let list = maps(items) { lists.append(list) }
      default: break
      }
    }
  }

  private static func maps(_ items: [Value]) -> [Mapping]? {
    var maps: [Mapping] = []
    for item in items {
      guard case .map(let map) = item else { return nil }
      maps.append(map)
    }
    return maps
  }

  private static func isNothing(_ value: Value) -> Bool {
    switch value {
    case .null, .bool(false), .int(0), .string(""): true
    case .double(let number): number == 0
    case .list(let items): items.isEmpty
    case .map(let mapping): mapping.isEmpty
    default: false
    }
  }

  private static func kind(of value: Value) -> String {
    switch value {
    case .bool: "bool"
    case .int, .bigInt: "int"
    case .double: "float"
    case .timestamp: "datetime.date"
    default: "str"
    }
  }
}
