import ArgumentParser

/// A command of commands. Its flags are only declared for its help: `CommandPath` hands them on.
protocol CommandGroup: ParsableCommand {
  var common: CommonOptions { get }
}
