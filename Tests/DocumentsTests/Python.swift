import Foundation

/// The Python interpreter as an oracle: runs a script on some input and gives what it printed.
enum Python {
  struct Failed: Error { let status: Int32, message: String }

  static func run(_ script: String, input: [UInt8] = [], arguments: [String] = []) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    // Files, not pipes: big input and output can't block each other.
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("python-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ content: [UInt8]) throws -> FileHandle {
      let url = folder.appendingPathComponent(name)
      try Data(content).write(to: url)
      return try FileHandle(forUpdating: url)
    }
    process.standardInput = try file("in", input)
    process.standardOutput = try file("out", [])
    process.standardError = try file("err", [])
    process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONIOENCODING": "utf-8"]) { $1 }
    try process.run()
    process.waitUntilExit()
    let output = try Data(contentsOf: folder.appendingPathComponent("out"))
    guard process.terminationStatus == 0 else {
      let message = try Data(contentsOf: folder.appendingPathComponent("err"))
      throw Failed(status: process.terminationStatus, message: String(decoding: message, as: UTF8.self))
    }
    return Array(output)
  }

  static func lines(_ output: [UInt8]) -> [String] {
    output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast().map { String(decoding: $0, as: UTF8.self) }
  }
}
