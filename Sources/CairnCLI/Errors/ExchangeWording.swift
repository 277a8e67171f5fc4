import Exchange
import Remotes

extension FailureWording {
  static func text(_ error: ExchangeError) -> String {
    switch error {
    case .incomplete(let direction, let count):
      "\(count) files failed to \(direction == .upload ? "upload" : "download")"
    case .unsupportedScheme(let url, let scheme):
      "remotes of the kind '\(scheme)://' are not supported yet: \(url)"
    case .unsupportedOption(let remote, let option):
      "the option '\(option)' of remote '\(remote)' is not supported"
    case .badOption(let remote, let option, let why):
      "the option '\(option)' of remote '\(remote)' can't be used: \(why)"
    }
  }

  static func text(_ error: RemoteError) -> String {
    switch error {
    case .unsupported(let remote, let what): "the remote '\(remote)' has no support for \(what)"
    default: "a path is not allowed: \(error)"
    }
  }
}
