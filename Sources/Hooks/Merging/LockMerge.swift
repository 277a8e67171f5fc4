import Documents
import Files
import Manifests

/// Merges `dvc.lock` stage by stage: what one side left alone comes from the other.
public enum LockMerge {
  /// - Parameter settlement: stages by `FILE:STAGE` or `STAGE`.
  public static func run(
    base: [UInt8]?, ours: [UInt8]?, theirs: [UInt8]?, file: String,
    settlement: MergeSettlement = MergeSettlement()
  ) throws -> PointerMerge.Result {
    let versions = try [base, ours, theirs].map { try LockFile.parse($0 ?? Array("schema: '2.0'\n".utf8)) }
    var merged = versions[1]
    var conflicts: [MergeConflict] = []
    var names: [String] = []
    for name in versions.flatMap(\.stageNames) where !names.contains(name) { names.append(name) }
    for name in names {
      let (old, mine, other) = (
        versions[0].entry(for: name), versions[1].entry(for: name), versions[2].entry(for: name)
      )
      if mine == other || other == old { continue }
      var takesTheirs = mine == old
      if !takesTheirs {
        switch settlement.choice(file + ":" + name) ?? settlement.choice(name) ?? settlement.choice(file) {
        case .theirs?: takesTheirs = true
        case .ours?, .both?: continue
        case nil:
          conflicts.append(
            MergeConflict(file: file, what: name, ours: describe(mine), theirs: describe(other)))
          continue
        }
      }
      if takesTheirs {
        if let other { merged.set(other, for: name) } else { merged.remove(name) }
      }
    }
    if versions[0].datasets != versions[2].datasets, versions[1].datasets == versions[0].datasets {
      merged.datasets = versions[2].datasets
    }
    return PointerMerge.Result(text: merged.isEmpty ? nil : try merged.text(), conflicts: conflicts)
  }

  private static func describe(_ entry: LockEntry?) -> String {
    guard let entry else { return "deleted" }
    let outputs = entry.outputs.compactMap { $0.data.digest?.text.prefix(7) }
    return outputs.isEmpty ? "ran" : outputs.joined(separator: " ")
  }
}
