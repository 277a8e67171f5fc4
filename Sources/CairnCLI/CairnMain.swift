import ArgumentParser

@main
struct CairnMain: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "cairn")
}
