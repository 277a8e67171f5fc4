extension ObjectStore {
  /// For who looks at names only: objects of a batch that nobody lived to make safe are read first, and those that are
  /// not what their names say go to quarantine. Costs one look at the root.
  public func clearUnfinishedBatches() throws { try recover() }
}
