import Documents
import Foundation

/// The peer's own answers, frozen (Resources/yaml-emit.json).
struct EmitVectors: Decodable {
  struct Text: Decodable {
    let value: String
    let map0: String?
    let map4: String?
    let seq4: String?
    let key: String?
    let reads_back: Bool?
  }
  struct Number: Decodable {
    let value: String
    let map0: String
  }
  struct Structure: Decodable {
    let json: Plain
    let yaml: String
  }
  struct Read: Decodable {
    let text: String
    let type: String?
    let value: Plain?
    let error: String?
  }

  let strings: [Text]
  let numbers: [Number]
  let structures: [Structure]
  let reads: [Read]

  static func load() throws -> EmitVectors {
    try JSONDecoder().decode(EmitVectors.self, from: Resources.data("yaml-emit.json"))
  }
}

enum Resources {
  static func data(_ name: String, _ file: String = #filePath) throws -> Data {
    try Data(
      contentsOf: URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(
        "Resources/\(name)"))
  }
}

extension EmitVectors.Read {
  func isEqual(to read: Value) -> Bool {
    let shown = value?.value ?? .null
    switch (type, read) {
    case ("float", .double(let number)):
      return shown.string == "nan" ? number.isNaN : Double(shown.string ?? "") == number
    case ("date", .timestamp(let written)): return written == text
    case ("str", .string), ("int", .int), ("bool", .bool), ("NoneType", .null): return shown == read
    default: return false
    }
  }
}

/// Any JSON.
struct Plain: Decodable {
  let value: Value

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: Key.self) {
      var mapping = Mapping()
      for key in fields.allKeys {
        mapping[key.stringValue] = try fields.decode(Plain.self, forKey: key).value
      }
      value = .map(mapping)
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      value = .null
    } else if let flag = try? single.decode(Bool.self) {
      value = .bool(flag)
    } else if let number = try? single.decode(Int.self) {
      value = .int(number)
    } else if let number = try? single.decode(Double.self) {
      value = .double(number)
    } else if let text = try? single.decode(String.self) {
      value = .string(text)
    } else {
      value = .list(try single.decode([Plain].self).map(\.value))
    }
  }
}
