import ArgumentParser
import Cairn
import Documents

struct RemoteDoctor: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "doctor", "Find out what is wrong with a remote: place, credentials, permissions, clock.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Also store, read and remove a small object, to see whether that is allowed.")
  var write = false

  @Flag(help: "Remove uploads in parts that were begun more than a day ago and never finished.")
  var abortUploads = false

  @Flag(help: "Print JSON.")
  var json = false

  @Argument(help: "Name of the remote; the default one without.")
  var name: String?

  func run(in run: Invocation) throws -> Int32 {
    var options = RemoteDoctorOptions()
    options.name = name
    options.writes = write
    options.abortsUploads = abortUploads
    let diagnosis = try run.library().remoteDoctor(options)
    let text = RemoteHealthText(wording: FailureWording(program: run.program))
    if json { run.console.json(text.json(diagnosis)) } else { run.console.say(text.text(diagnosis)) }
    return diagnosis.isSound ? ExitCode.success : ExitCode.failure
  }
}
