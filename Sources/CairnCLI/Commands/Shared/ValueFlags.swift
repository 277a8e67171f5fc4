import ArgumentParser

/// `--json`, `--md`: the form of a table.
struct TableFlags: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  @Flag(name: .customLong("md"), help: "Print a Markdown table.")
  var markdown = false
}
