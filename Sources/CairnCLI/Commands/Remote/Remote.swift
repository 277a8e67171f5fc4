import ArgumentParser

struct Remote: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "remote", abstract: "Manage remotes.",
    subcommands: [
      RemoteAdd.self, RemoteDefault.self, RemoteDoctor.self, RemoteFsck.self, RemoteModify.self,
      RemoteList.self, RemoteRemove.self,
      RemoteRename.self,
    ])

  @OptionGroup var common: CommonOptions
}
