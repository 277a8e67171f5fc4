import Documents
import Insight
import Pipeline

extension Session {
  /// Sets or drops properties of a plot in the `dvc.yaml` whose stage makes it. Another output becomes a plot.
  /// - Throws: `PlotEditError`, `PlotTemplateError`, `PipelineEditError`, `WorkspaceError`.
  public func modifyPlot(_ options: PlotModifyOptions) throws -> Outcome<Void> {
    try changing(stages: false) { repository in
      let editor = PlotEditor(repository: repository) { events.receive(.stage($0)) }
      let place = try editor.find(options.target)
      if let missing = try place.missing(options.unset) { throw missing }
      if let template = options.properties.template {
        _ = try PlotTemplate.find(
          template, from: environment.workingDirectory, templates: templateDirectory(repository))
      }
      let changes = options.properties.values.entries.map {
        (key: $0.key.string ?? "", value: Optional($0.value))
      }
      try editor.change(place, options.unset.map { ($0, nil) } + changes)
    }
  }

  /// The built-in templates, one as Vega-Lite.
  /// - Throws: `PlotTemplateError.notFound`, `WorkspaceError.notARepository`.
  public func plotTemplate(_ name: String) throws -> Value {
    _ = try open()
    guard let template = PlotTemplate.builtin(name) else { throw PlotTemplateError.notFound(name: name) }
    return template.content
  }

  /// Their names.
  /// - Throws: `WorkspaceError.notARepository`.
  public func plotTemplates() throws -> [String] {
    _ = try open()
    return PlotTemplate.builtinNames
  }
}
