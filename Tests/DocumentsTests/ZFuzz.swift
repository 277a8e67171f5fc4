import Documents
import Foundation
import Testing
@Test func zrt() throws {
  struct Case: Decodable { let before: String; let value: String?; let after: String; let good: Bool }
  let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(fileURLWithPath: "/tmp/yo/rtfuzz.json")))
  var bad = 0, same = 0, peerBroken = 0, ourBroken = 0, notStable = 0
  let limit = 5
  for c in cases.sorted(by: { $0.before.count < $1.before.count }) {
    do {
      let v = try c.value.map { try JSON.load(Array($0.utf8)) }
      let t = v == nil ? try YAML.rewrite(Array(c.before.utf8), []) : try YAML.rewrite(Array(c.before.utf8), applying: v!)
      let back = try? YAML.load(Array(t.utf8))
      if back == nil || (v != nil && back != v) { ourBroken += 1; if ourBroken <= 3 { print("OURS BROKEN\n\(c.before)--value \(c.value ?? "")\n--peer \(c.good)\n\(c.after)--ours\n\(t)<<<") } }
      else if let again = try? YAML.rewrite(Array(t.utf8), []), again != t { notStable += 1; if notStable <= 1 { print("NOT STABLE\n\(c.before)--ours\n\(t)--again\n\(again)<<<") } }
      if !c.good { peerBroken += 1; continue }
      if t != c.after { bad += 1; if bad <= limit { print("=====DIFF\n\(c.before)--value \(c.value ?? "")\n--peer\n\(c.after)--ours\n\(t)<<<") } } else { same += 1 }
    } catch { bad += 1; if bad <= limit { print("ERR \(error)\n\(c.before)") } }
  }
  print("RESULT bad", bad, "same", same, "peer broken", peerBroken, "ours broken", ourBroken, "not stable", notStable)
}
