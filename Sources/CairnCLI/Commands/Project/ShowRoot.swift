import ArgumentParser
import Cairn

struct ShowRoot: CairnCommand {
  static let configuration = CommandConfiguration(
    commandName: "root", abstract: "Print the way to the project's root.")

  @OptionGroup var common: CommonOptions

  func run(in session: Session) throws -> Int32 { throw NotAvailable() }
}
