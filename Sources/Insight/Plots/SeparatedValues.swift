import Documents

/// CSV and TSV as Python's `csv` reads them: quotes may hold delimiters and line ends, a doubled quote is a quote,
/// empty lines are passed over. All values are texts.
enum SeparatedValues {
  /// - Returns: a list of maps. A row that is short has nulls; what a row has too much stands under the key null.
  static func load(_ text: String, delimiter: Character, hasHeader: Bool) -> Value {
    var records = self.records(Array(text.utf8), delimiter.asciiValue ?? 0x2C)[...]
    guard let first = records.first else { return .list([]) }
    let names = hasHeader ? first : first.indices.map { "\($0)" }
    if hasHeader { records = records.dropFirst() }
    return .list(
      records.map { record in
        var row = Mapping()
        for (place, name) in names.enumerated() {
          row[name] = place < record.count ? .string(record[place]) : .null
        }
        if record.count > names.count {
          row[value: .null] = .list(record[names.count...].map { .string($0) })
        }
        return .map(row)
      })
  }

  private static func records(_ bytes: [UInt8], _ delimiter: UInt8) -> [[String]] {
    let quote = UInt8(ascii: "\"")
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var hasAny = false
    var at = 0
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    func endRecord() {
      if hasAny || !record.isEmpty { records.append(record + [text(field)]) }
      record.removeAll()
      field.removeAll()
      hasAny = false
    }
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if at < bytes.count, bytes[at] == quote {
          field.append(quote)
          at += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case quote where field.isEmpty && !hasAny:
        isQuoted = true
        hasAny = true
      case delimiter:
        record.append(text(field))
        field.removeAll()
        hasAny = false
      case 0x0A: endRecord()
      case 0x0D:
        if at < bytes.count, bytes[at] == 0x0A { at += 1 }
        endRecord()
      default:
        field.append(byte)
        hasAny = true
      }
    }
    endRecord()
    return records
  }
}
