import Manifests
import Workspace

extension Stage {
  /// The same stage after its lock entry was written.
  func recorded(as entry: LockEntry) -> Stage {
    guard case .pipeline(let resolved, _) = definition else { return self }
    var dependencies = dependencies
    for position in dependencies.indices {
      dependencies[position].recorded =
        entry.dependency(dependencies[position].declared)?.data ?? DataRecord()
    }
    var parameters = parameters
    for position in parameters.indices {
      parameters[position].recorded = entry.params(of: parameters[position].declared)
    }
    var outputs = outputs
    for position in outputs.indices {
      outputs[position].recorded = entry.output(outputs[position].declared)?.data ?? DataRecord()
    }
    return Stage(
      file: file, name: name, workingDirectory: workingDirectory, command: command,
      dependencies: dependencies,
      parameters: parameters, outputs: outputs, isFrozen: isFrozen, isAlwaysChanged: isAlwaysChanged,
      definition: .pipeline(resolved, locked: entry))
  }

  /// The same stage after its pointer was written.
  func recorded(as pointer: PointerFile) -> Stage {
    var outputs = outputs
    for (position, entry) in pointer.outputs.enumerated() where outputs.indices.contains(position) {
      outputs[position].entry = entry
    }
    return Stage(
      file: file, name: name, workingDirectory: workingDirectory, command: command,
      dependencies: dependencies,
      parameters: parameters, outputs: outputs, isFrozen: isFrozen, isAlwaysChanged: isAlwaysChanged,
      definition: .pointer(pointer))
  }
}
