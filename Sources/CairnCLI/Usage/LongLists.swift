// Which list of a command may become long.

extension Add: TakesManyWords {
  static var manyWords: WritableKeyPath<Add, [String]> { \.targets }
}
extension CheckIgnore: TakesManyWords {
  static var manyWords: WritableKeyPath<CheckIgnore, [String]> { \.targets }
}
extension Checkout: TakesManyWords {
  static var manyWords: WritableKeyPath<Checkout, [String]> { \.selection.targets }
}
extension Commit: TakesManyWords {
  static var manyWords: WritableKeyPath<Commit, [String]> { \.selection.targets }
}
extension DataStatus: TakesManyWords {
  static var manyWords: WritableKeyPath<DataStatus, [String]> { \.targets }
}
extension Diff: TakesManyWords {
  static var manyWords: WritableKeyPath<Diff, [String]> { \.targets }
}
extension Freeze: TakesManyWords {
  static var manyWords: WritableKeyPath<Freeze, [String]> { \.targets }
}
extension Unfreeze: TakesManyWords {
  static var manyWords: WritableKeyPath<Unfreeze, [String]> { \.targets }
}
extension Fsck: TakesManyWords {
  static var manyWords: WritableKeyPath<Fsck, [String]> { \.selection.targets }
}
extension Restore: TakesManyWords {
  static var manyWords: WritableKeyPath<Restore, [String]> { \.paths }
}
extension Adopt: TakesManyWords {
  static var manyWords: WritableKeyPath<Adopt, [String]> { \.files }
}
extension Resolve: TakesManyWords {
  static var manyWords: WritableKeyPath<Resolve, [String]> { \.targets }
}
extension Update: TakesManyWords {
  static var manyWords: WritableKeyPath<Update, [String]> { \.targets }
}
extension MetricsDiff: TakesManyWords {
  static var manyWords: WritableKeyPath<MetricsDiff, [String]> { \.targets }
}
extension MetricsShow: TakesManyWords {
  static var manyWords: WritableKeyPath<MetricsShow, [String]> { \.targets }
}
extension ParamsDiff: TakesManyWords {
  static var manyWords: WritableKeyPath<ParamsDiff, [String]> { \.targets }
}
extension PlotsDiff: TakesManyWords {
  static var manyWords: WritableKeyPath<PlotsDiff, [String]> { \.targets }
}
extension PlotsShow: TakesManyWords {
  static var manyWords: WritableKeyPath<PlotsShow, [String]> { \.targets }
}
extension Remove: TakesManyWords {
  static var manyWords: WritableKeyPath<Remove, [String]> { \.targets }
}
extension Repro: TakesManyWords {
  static var manyWords: WritableKeyPath<Repro, [String]> { \.targets }
}
extension StageList: TakesManyWords {
  static var manyWords: WritableKeyPath<StageList, [String]> { \.targets }
}
extension Status: TakesManyWords {
  static var manyWords: WritableKeyPath<Status, [String]> { \.selection.targets }
}
extension Fetch: TakesManyWords {
  static var manyWords: WritableKeyPath<Fetch, [String]> { \.selection.targets }
}
extension Pull: TakesManyWords {
  static var manyWords: WritableKeyPath<Pull, [String]> { \.selection.targets }
}
extension Push: TakesManyWords {
  static var manyWords: WritableKeyPath<Push, [String]> { \.selection.targets }
}
extension Unprotect: TakesManyWords {
  static var manyWords: WritableKeyPath<Unprotect, [String]> { \.targets }
}
