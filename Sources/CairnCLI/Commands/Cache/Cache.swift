import ArgumentParser

struct Cache: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Show or change where data is stored.",
    subcommands: [CacheDir.self, CacheMigrate.self])

  @OptionGroup var common: CommonOptions
}
