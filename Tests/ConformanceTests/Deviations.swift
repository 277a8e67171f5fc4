import TestKit

/// Steps where cairn means to do something else than the real dvc: what is expected of it instead, all of it.
enum Deviations {
  /// By case and number of the step: the step as it is to be.
  private static let steps: [String: [Int: String]] = [
    // The object holds other bytes than its name says. The real dvc believes every object that is read-only and
    // checks it out; cairn reads one that it has not read yet, takes it away and says so.
    "corrupt-objects": [
      17: #"""
      {"op": "dvc", "args": ["checkout"], "exit": 255, "stderr": "WARNING: object c4ca4238a0b923820dcc509a6f75849b of the cache is not what its name says: moved to '.dvc/tmp/cairn/quarantine'\nERROR: Checkout failed for following targets:\nf\nIs your cache up to date?\n<https://error.dvc.org/missing-files>\n"}
      """#,
      18: #"{"op": "expect", "absent": ["f"]}"#,
      19: #"""
      {"op": "dvc", "args": ["status"], "exit": 0, "stdout": "f.dvc:\n\tchanged outs:\n\t\tnot in cache:       f\n"}
      """#,
    ],
    // The real dvc takes a relative remote, as an older revision's settings name it, for another place and finds nothing
    // there; cairn fetches what that revision has, and keeps it.
    "gc": [
      26: #"{"op": "dvc", "args": ["fetch", "-A"], "exit": 0, "stdout": "3 files fetched\n"}"#,
      27: #"""
      {"op": "dvc", "args": ["gc", "-A", "-f"], "exit": 0, "stdout": "No unused 'repo' cache to remove.\nNo unused 'legacy' cache to remove.\n", "stderr": "WARNING: This will remove all cache except items used in the workspace and all git commits of the current repo.\n"}
      """#,
      28: #"""
      {"op": "expect", "cache": ["files/md5/0c/c175b9c0f1b6a831c399e269772661", "files/md5/58/0614454446a0c6c4af2f3dae1f8d2b.dir", "files/md5/92/eb5ffee6ae2fec3ad71c777531578f", "files/md5/94/18a0ce63a77287da5b50eef6321d59.dir", "files/md5/c4/ca4238a0b923820dcc509a6f75849b", "files/md5/c8/1e728d9d4c2f636f067f89cc14862c", "files/md5/ec/cbc87e4b5ce2fe28308fd9f2a7baf3"], "dir_objects": {"files/md5/94/18a0ce63a77287da5b50eef6321d59.dir": "[{\"md5\": \"92eb5ffee6ae2fec3ad71c777531578f\", \"relpath\": \"a\"}]"}}
      """#,
      29: #"""
      {"op": "dvc", "args": ["gc", "-w", "-c", "-f"], "exit": 0, "stdout": "Removed 4 objects from repo cache.\nNo unused 'legacy' cache to remove.\nRemoved 4 objects from remote.\nNo unused cache to remove from remote.\n", "stderr": "WARNING: This will remove all cache except items used in the workspace of the current repo.\n"}
      """#,
    ],
    // cairn has no experiments: the refusal names the commands there are.
    "init-no-scm": [
      9: #"""
      {"op": "dvc", "args": ["exp", "show"], "exit": 254, "stderr_begins": "ERROR: argument command: invalid choice: 'exp' (choose from 'add', ", "stdout_begins": "usage: dvc [-q | -v] [-h] [-V] [--cd <path>] [--wait-for-lock] command ...\n"}
      """#
    ],
    // The real dvc stumbles while it writes the name, and tells at which position of a path of the machine where this
    // was recorded; cairn says which name it is. Both refuse with the same code and leave nothing.
    "non-utf8-name": [
      4: #"""
      {"op": "dvc", "args": ["add", "d"], "exit": 255, "stderr": "ERROR: the name of '{ROOT}/d/bad�' is not UTF-8 and can't be tracked\n"}
      """#
    ],
  ]

  /// What a step expects of cairn.
  static func step(_ recorded: Json, number: Int, in name: String) -> Json {
    guard let text = steps[name]?[number] else { return recorded }
    guard let step = try? Json(text) else { return Json.null }
    return step
  }

  /// The steps that are named here, to be compared with what there is.
  static let places: [(name: String, step: Int)] = steps.flatMap { entry in
    entry.value.keys.map { (entry.key, $0) }
  }
}
