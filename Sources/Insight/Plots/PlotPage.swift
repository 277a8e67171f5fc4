import Documents

/// A custom page lacks the place for the plots.
public enum PlotPageError: Error, Equatable, Sendable { case noPlace }

/// The HTML page that shows plots with Vega, in the peer's form (formats §8).
public struct PlotPage {
  static let place = "{plot_divs}"
  private static let scripts = "{scripts}"
  private static let refresh = "{refresh_tag}"

  private let template: String
  /// Whether each graph has a drawing of ours beside it, which stays where Vega can't be loaded.
  private let isSelfContained: Bool

  /// - Parameter template: another page; nil is the peer's.
  /// - Throws: ``PlotPageError``.
  public init(template: String?, selfContained: Bool) throws(PlotPageError) {
    self.template = template ?? Self.standard
    isSelfContained = selfContained
    guard self.template.contains(Self.place) else { throw .noPlace }
  }

  /// - Parameter images: where the page finds images.
  /// - Throws: ``PlotTemplateError``.
  public func text(_ figures: [PlotFigure], images directory: String) throws(PlotTemplateError) -> String {
    var graphs: [String] = []
    var pictures: [String] = []
    for figure in figures {
      switch figure.content {
      case .images(let images):
        if !images.isEmpty { pictures.append(Self.division(figure.id, images, directory)) }
      case .graph(let graph):
        let specification: Value
        if let graph { specification = try graph.specification() } else { specification = [:] }
        var part = Self.division(figure.id, specification)
        if isSelfContained { part += PlotDrawing.division(figure.id, graph, specification) }
        graphs.append(part)
      }
    }
    var parts = graphs + pictures
    if isSelfContained, !graphs.isEmpty { parts.append(PlotDrawing.clearing) }
    return Self.replacing(
      [
        Self.refresh: "", Self.scripts: graphs.isEmpty ? "" : Self.vega,
        Self.place: parts.joined(separator: "\n"),
      ], in: template)
  }

  private static func division(_ id: String, _ specification: Value) -> String {
    let name = elementName(id)
    return """

          <div id = "\(name)">
              <script type = "text/javascript">
                  var spec = \(script(JSON.dump(specification)));
                  vegaEmbed('#\(name)', spec);
              </script>
          </div>
         \u{20}
      """
  }

  private static func division(_ id: String, _ images: [PlotImage], _ directory: String) -> String {
    let parts = images.map { image in
      """

                      <div
                          style="border:1px dotted black;margin:2px;display:
                          inline-block;
                          overflow:hidden;margin-left:8px;">
                          <p>\(Markup.escaped(image.revision))</p>
                          <img src="\(Markup.escaped(directory + "/" + image.fileName))">
                      </div>
                     \u{20}
      """
    }
    return """

              <div
                  id="\(elementName(id))"
                  style="border:1px solid black;text-align:center;
                  white-space: nowrap;overflow-y:hidden;">
                  <p>\(Markup.escaped(id))</p>
      \(parts.joined(separator: "\n"))
              </div>
      """
  }

  /// An id with `_` for what has a meaning in selectors. (The peer leaves quotes, which break its page.)
  static func elementName(_ id: String) -> String {
    var name = ""
    for character in id.unicodeScalars {
      let code = character.value
      let isWord =
        code > 127 || (48...57).contains(code) || (97...122).contains(code | 32) && code >= 65
        || character == "-" || character == "_"
      name.unicodeScalars.append(isWord ? character : "_")
    }
    return name
  }

  /// JSON that can't end the script it stands in.
  private static func script(_ json: String) -> String {
    let lower = json.lowercased()
    guard ["</", "<!--", "<script"].contains(where: lower.contains) else { return json }
    return replacing(["<": "\\u003c"], in: json)
  }

  /// Replaces all in one pass: what is put in is not looked at again.
  static func replacing(_ words: [String: String], in text: String) -> String {
    let bytes = Array(text.utf8)
    let words = words.map { (Array($0.key.utf8), Array($0.value.utf8)) }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    next: while at < bytes.count {
      for (word, other) in words where bytes[at] == word[0] && bytes[at...].starts(with: word) {
        out += other
        at += word.count
        continue next
      }
      out.append(bytes[at])
      at += 1
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static let vega = """


        <script src="https://cdn.jsdelivr.net/npm/vega@5.20.2"></script>
        <script src="https://cdn.jsdelivr.net/npm/vega-lite@5.2.0"></script>
        <script src="https://cdn.jsdelivr.net/npm/vega-embed@6.18.2"></script>
       \u{20}
    """

  private static let standard = """
    <!DOCTYPE html>
    <html>
    <head>
        {refresh_tag}
        <title>DVC Plot</title>
        {scripts}
        <style>
            table {
                border-spacing: 15px;
            }
        </style>
    </head>
    <body>
        {plot_divs}
    </body>
    </html>
    """
}

/// Text in HTML and SVG.
enum Markup {
  static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default:
        let isForbidden = character.value < 0x20 && !"\t\n\r".unicodeScalars.contains(character)
        out.unicodeScalars.append(isForbidden ? "\u{FFFD}" : character)
      }
    }
    return out
  }
}
