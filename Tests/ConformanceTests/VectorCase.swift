import Foundation
import TestKit
import Testing

/// One golden case: what the real dvc did, step by step, in a fresh project directory (`Vectors/README.md`).
struct VectorCase: Sendable, CustomTestStringConvertible {
  let file: String
  let name: String
  let steps: [Json]

  var testDescription: String { "\(file): \(name)" }

  /// All cases, in the order of the files' names.
  static let all: [VectorCase] = {
    var cases: [VectorCase] = []
    do {
      for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
        guard file.hasSuffix(".json") else { continue }
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file))
        for entry in try Json(bytes: Array(data)).items ?? [] {
          guard let name = entry["name"]?.text, let steps = entry["steps"]?.items else {
            throw VectorError(description: "\(file) holds a case without name or steps")
          }
          cases.append(VectorCase(file: String(file.dropLast(5)), name: name, steps: steps))
        }
      }
    } catch {
      Issue.record("cannot read the vectors in \(folder): \(error)")
    }
    return cases
  }()

  /// Beside this file: the tests run where they were built.
  private static let folder = (#filePath as NSString).deletingLastPathComponent + "/Vectors"
}

struct VectorError: Error, CustomStringConvertible {
  let description: String
}
