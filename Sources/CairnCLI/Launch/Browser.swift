import Files

/// Opens a page for the user.
struct Browser {
  let variables: [String: String]

  /// Tries what `BROWSER` names, then the desktop's way.
  /// - Returns: whether a browser took it.
  func open(_ address: String) -> Bool {
    let named = (variables["BROWSER"] ?? "").split(separator: ":").map(String.init)
    let desktop = variables["DISPLAY"] != nil || variables["WAYLAND_DISPLAY"] != nil ? ["xdg-open"] : []
    for program in named + desktop {
      var request = ChildProcess.Request([program, address])
      request.output = .null
      request.error = .null
      if case .exited(0)? = (try? ChildProcess.run(request))?.exit { return true }
    }
    return false
  }
}

/// Paths as addresses.
enum URLText {
  static func file(_ path: String) -> String {
    var text = "file://"
    for byte in path.utf8 {
      let isPlain =
        (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte)
        || "-._~/!$&'()*+,;=:@".utf8.contains(byte)
      if isPlain {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = Array("0123456789ABCDEF")
        text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return text
  }
}
