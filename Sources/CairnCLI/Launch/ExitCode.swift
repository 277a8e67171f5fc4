/// The peer's exit codes.
enum ExitCode {
  static let success: Int32 = 0
  /// A command handled its failure; also "changed" and "nothing matched".
  static let failure: Int32 = 1
  /// `-q` together with `-v`.
  static let loudness: Int32 = 2
  static let brokenPipe: Int32 = 141
  static let configuration: Int32 = 251
  static let interrupted: Int32 = 252
  static let notInRepository: Int32 = 253
  static let usage: Int32 = 254
  static let error: Int32 = 255
}
