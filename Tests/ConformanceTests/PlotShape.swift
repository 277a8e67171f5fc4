import TestKit

/// Compares the JSON of plots with what a vector tells of it: a placeholder for a specification, and the points in it
/// as `values` beside it (or alone).
enum PlotShape {
  private static let placeholder = "<vega-lite object>"

  static func problems(_ expected: Json, in text: String) -> [String] {
    guard let actual = try? Json(text) else { return ["stdout is no JSON: \(text)"] }
    if expected.items != nil {
      let values = actual["data"]?["values"]
      return values == expected ? [] : ["values: expected \(expected), got \(String(describing: values))"]
    }
    let shape = self.shape(of: actual, like: expected)
    return shape == expected ? [] : ["shape: expected \(expected)\n           got      \(shape)"]
  }

  private static func shape(of actual: Json, like expected: Json) -> Json {
    switch (actual, expected) {
    case (.object, .string(placeholder)): return expected
    case (.array(let items), .array(let others)) where items.count == others.count:
      return .array(zip(items, others).map { shape(of: $0, like: $1) })
    case (.object(let members), .object):
      var shaped = members.map { member in
        Json.Member(key: member.key, value: shape(of: member.value, like: expected[member.key] ?? .null))
      }
      if expected["values"] != nil, let values = actual["content"]?["data"]?["values"] {
        shaped.append(Json.Member(key: "values", value: values))
      }
      return .object(shaped)
    default: return actual
    }
  }
}
