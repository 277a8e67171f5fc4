/// Which region requests are for.
enum AWSRegion {
  static let fallback = "us-east-1"

  /// The remote's `region`, `AWS_DEFAULT_REGION`, `AWS_REGION`, the profile's `region`.
  static func resolve(_ settings: CredentialSettings, _ profiles: AWSProfiles?) -> String? {
    settings.region ?? settings.variable("AWS_DEFAULT_REGION") ?? settings.variable("AWS_REGION")
      ?? profiles?.setting("region", of: settings.profileName)
  }

  /// The domain of AWS's hosts there.
  static func domain(_ region: String) -> String {
    region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
  }
}
