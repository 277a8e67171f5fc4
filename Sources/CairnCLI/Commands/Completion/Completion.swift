import ArgumentParser

struct Completion: CairnCommand {
  static let configuration = CommandConfiguration.leaf(
    "completion", "Print a completion script for a shell.")

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  @OptionGroup var common: CommonOptions

  @Option(name: .shortAndLong, help: .init("The shell.", valueName: "shell"))
  var shell = Shell.bash

  func run(in run: Invocation) throws -> Int32 {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    run.console.print(Root.completionScript(for: kind))
    return ExitCode.success
  }
}
