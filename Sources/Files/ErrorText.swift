import CSystem

/// The text of `strerror` for an errno: "No such file or directory".
public enum ErrorText {
  public static func of(_ errno: Int32) -> String {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: 256)
    defer { buffer.deallocate() }
    return String(cString: sys_error_text(errno, buffer, 256))
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { "\(operation) '\(path)': \(ErrorText.of(errno))" }
}
