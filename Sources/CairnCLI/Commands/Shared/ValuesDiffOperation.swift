import Cairn
import Workspace

/// What `metrics diff` and `params diff` do with what they found.
struct ValuesDiffOperation {
  enum Kind {
    case metrics(precision: Int)
    case params
  }

  let run: Invocation
  let table: TableFlags
  /// Whether paths are shown.
  let paths: Bool

  func show(_ found: ValuesDiffReport, _ kind: Kind, from environment: Environment) -> Int32 {
    let report = ValueReports(
      wording: FailureWording(program: run.program), directory: environment.workingDirectory, root: found.root
    )
    let changes = report.changes(found.differences)
    if table.json {
      run.console.json(ValueTables.json(changes))
    } else if !changes.isEmpty {
      let shown = tables(changes, kind, old: found.old.name, new: found.new.name)
      run.console.show(table.markdown ? shown.markdown : shown.plain)
    }
    report.complain([found.old, found.new], what: kind.name, on: run.console)
    return ExitCode.success
  }

  private func tables(_ changes: [ValueChange], _ kind: Kind, old: String, new: String) -> Table {
    switch kind {
    case .metrics(let precision):
      ValueTables.diff(
        changes, title: "Metric", old: old, new: new, paths: paths, differences: true, precision: precision)
    case .params:
      ValueTables.diff(
        changes, title: "Param", old: old, new: new, paths: paths, differences: false,
        precision: ValueText.defaultPrecision)
    }
  }
}

extension ValuesDiffOperation.Kind {
  fileprivate var name: String {
    switch self {
    case .metrics: "metrics"
    case .params: "params"
    }
  }
}
