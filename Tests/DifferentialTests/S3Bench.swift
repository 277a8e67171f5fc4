import Foundation
import TestKit
import Testing

/// Buckets on the test server, for programs that go there as a user would: with the environment's credentials.
struct S3Bench {
  let server: S3Server
  let scratch: Scratch

  init(_ scratch: Scratch) throws {
    server = try S3Server.shared()
    self.scratch = scratch
    try scratch.makeDirectory("home")
  }

  func environment() -> [String: String] {
    fixedEnvironment(
      home: scratch.path("home"), changes: server.variables().merging(["AWS_REGION": "us-east-1"]) { $1 })
  }

  /// Runs lines of Python with `c`, a client of the server, and `a`, the arguments.
  @discardableResult
  func python(_ lines: String, _ arguments: String...) throws -> Outcome {
    let start = """
      import sys, botocore.session
      c = botocore.session.get_session().create_client("s3", endpoint_url="\(server.url)")
      a = sys.argv[1:]

      """
    let python = (try Places.peer() as NSString).deletingLastPathComponent + "/python"
    let program = Program(python, in: scratch.root, environment: environment())
    let outcome = try program.run(["-c", start + lines] + arguments)
    expectExit(outcome)
    return outcome
  }

  func makeBucket(_ name: String, versioned: Bool = false) throws {
    try python("c.create_bucket(Bucket=a[0])", name)
    if versioned {
      try python(
        "c.put_bucket_versioning(Bucket=a[0], VersioningConfiguration={'Status': 'Enabled'})", name)
    }
  }

  func put(_ text: String, to key: String, in bucket: String) throws {
    try python("c.put_object(Bucket=a[0], Key=a[1], Body=a[2].encode())", bucket, key, text)
  }

  /// A project in a folder, with the server's bucket as its default remote.
  func project(_ folder: String, _ tool: String, _ url: String, _ options: [String: String] = [:]) throws -> (
    Scratch, Program
  ) {
    let here = try scratch.sub(folder)
    let program = Program(tool, in: here.root, environment: environment())
    let git = Program("/usr/bin/env", in: here.root, environment: environment(), leading: ["git"])
    expectExit(try git("init", "-q", "-b", "main", "."))
    expectExit(try program("init", "-q"))
    expectExit(try program("remote", "add", "-q", "-d", "up", url))
    expectExit(try program("remote", "modify", "up", "endpointurl", server.url))
    for (name, value) in options { expectExit(try program("remote", "modify", "up", name, value)) }
    return (here, program)
  }
}
