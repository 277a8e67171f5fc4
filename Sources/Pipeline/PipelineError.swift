/// What goes wrong with stages as a graph and when they run. Facts only; the CLI words them.
public enum PipelineError: Error, Sendable {
  /// The stages of one cycle, in order.
  case cycle(stages: [String])
  case outputIsDependency(path: String)
}
