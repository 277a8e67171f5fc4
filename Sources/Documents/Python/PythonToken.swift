/// A word of Python source.
struct PythonToken {
  enum Kind: Equatable {
    case name(String)
    case number(Value)
    /// An imaginary number, bytes or f-string: a literal that is no parameter.
    case opaque
    case string(String)
    /// An operator or bracket; `:=`, `==` and the like are one each.
    case mark(String)
  }
  let kind: Kind
  let offset: Int

  func isMark(_ text: String) -> Bool { kind == .mark(text) }
}

/// A logical line: brackets, triple quotes and backslashes join physical ones.
struct PythonLine {
  let indent: Int
  var tokens: [PythonToken]
}
