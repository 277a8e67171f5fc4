import Exchange
import Files
import Insight
import Workspace

extension Session {
  /// What is behind a URL: a file itself, or what is in a directory.
  /// - Returns: items in the order of their paths, with their depth; `isSingle` for a file.
  /// - Throws: `ImportError.sourceMissing`, `ConfigError`, `FileError`.
  public func listURL(_ options: URLOptions) throws -> (
    items: [(item: ListedItem, depth: Int)], isSingle: Bool
  ) {
    let source = try external(options)
    guard let top = try source.entry() else {
      throw ImportError.sourceMissing(source.shownPath ?? options.url)
    }
    var items: [(item: ListedItem, depth: Int)] = []
    guard top.isDirectory else {
      let item = ListedItem(path: source.shownPath ?? options.url)
      return ([(item, 0)], true)
    }
    var item = ListedItem(
      path: source.localPath == nil ? (source.shownPath ?? options.url) + "/" : options.url)
    item.isDirectory = true
    item.size = top.size
    items.append((item, 0))
    func walk(_ directory: String, _ depth: Int) throws {
      let limit = options.recursive ? options.level : 1
      if let limit, depth > limit { return }
      let children = try source.children(of: directory).sorted {
        // Directories last, but where a tree is drawn.
        if !options.sortsByName, $0.isDirectory != $1.isDirectory { return $1.isDirectory }
        return $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
      }
      for child in children {
        try cancellation.check()
        var item = ListedItem(path: child.path)
        item.isDirectory = child.isDirectory
        item.size = child.size
        item.isExecutable = child.isExecutable
        items.append((item, depth))
        if child.isDirectory { try walk(child.path, depth + 1) }
      }
    }
    try walk("", 1)
    return (items, false)
  }
}
