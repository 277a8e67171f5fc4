/// An element of a small document in memory.
public struct XMLElement: Equatable, Sendable {
  /// Without its namespace.
  public let name: String
  /// Empty for none.
  public let space: String
  public var children: [XMLElement] = []
  /// The text directly in it.
  public var text = ""

  public init(name: String, space: String = "") {
    self.name = name
    self.space = space
  }

  /// The first child of this name, whatever its namespace.
  public subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The first element of this name, at any depth, this one included.
  public func first(_ name: String) -> XMLElement? {
    if self.name == name { return self }
    for child in children {
      if let found = child.first(name) { return found }
    }
    return nil
  }

  /// All children of this name.
  public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}

final class XMLBuilder: XMLReader {
  private(set) var root: XMLElement?
  private var open: [(element: XMLElement, text: [UInt8])] = []

  func start(_ name: XMLName) { open.append((XMLElement(name: name.local, space: name.space), [])) }

  func text(_ bytes: UnsafeRawBufferPointer) {
    if !open.isEmpty { open[open.count - 1].text.append(contentsOf: bytes) }
  }

  func end(_ name: XMLName) {
    guard let last = open.popLast() else { return }
    var element = last.element
    element.text = String(decoding: last.text, as: UTF8.self)
    if open.isEmpty { root = element } else { open[open.count - 1].element.children.append(element) }
  }
}
