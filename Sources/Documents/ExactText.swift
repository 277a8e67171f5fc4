/// A string compared byte by byte. Swift's own `==` takes composed and decomposed letters for equal; in files
/// they are different keys and different paths.
struct ExactText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: ExactText, b: ExactText) -> Bool { a.text.isSame(as: b.text) }

  func hash(into hasher: inout Hasher) {
    let isContiguous: Void? = text.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if isContiguous == nil { for byte in text.utf8 { hasher.combine(byte) } }
  }
}

extension String {
  /// Whether both have the same bytes.
  func isSame(as other: String) -> Bool {
    // Swift's comparison is the faster one and decides nearly always.
    self == other && utf8.elementsEqual(other.utf8)
  }
}
