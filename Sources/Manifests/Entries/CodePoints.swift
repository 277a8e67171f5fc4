/// Order of texts as Python and the file formats have it: by code point, not by grapheme or locale.
enum CodePoints {
  static func areInOrder(_ a: String, _ b: String) -> Bool {
    // UTF-8 keeps the order of code points.
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

extension Array {
  func sorted(byCodePointsOf text: (Element) -> String) -> [Element] {
    // Stable, so that two entries of one path keep their order.
    enumerated().sorted { a, b in
      let (left, right) = (text(a.element), text(b.element))
      if left == right { return a.offset < b.offset }
      return CodePoints.areInOrder(left, right)
    }.map(\.element)
  }
}
