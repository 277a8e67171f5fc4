import Remotes

extension FailureWording {
  static func text(_ error: CredentialError) -> String {
    switch error {
    case .none(let asked):
      "unable to locate credentials; looked at: " + asked.joined(separator: ", ")
    case .noSuchProfile(let name): "the AWS profile '\(name)' could not be found"
    case .incomplete(let source, let missing): "incomplete credentials in \(source): \(missing) is missing"
    case .badFile(let path, let line): "'\(path)' is no AWS configuration file, line \(line)"
    case .processNotAllowed(let profile, let file):
      "credential_process of profile '\(profile)' is not run, since the repository itself names '\(file)'; "
        + "set 'configpath' with --local or --global to allow it"
    case .processFailed(let profile, let why): "credential_process of profile '\(profile)' failed: \(why)"
    case .refused(let source, let status, let code, let message):
      "no credentials from \(source): \(status)"
        + ([code, message].filter { !$0.isEmpty }.map { " " + $0 }.joined(separator: ":"))
    case .unreachable(let source, let why): "\(source) can't be reached: \(why)"
    case .loginExpired(let profile):
      "the SSO login of profile '\(profile)' is gone or has expired; run `aws sso login --profile \(profile)`"
    case .unsupported(let profile, let option):
      "the AWS profile '\(profile)' uses '\(option)', which is not supported"
    case .profileCycle(let name): "the AWS profile '\(name)' leads back to itself by source_profile"
    }
  }
}
