/// The cases that pass. Whoever makes another one pass adds its name; none is ever taken away.
/// `CAIRN_ALL_VECTORS=1 swift test --filter ConformanceTests` runs all that are in scope and shows what is
/// missing; `CAIRN_VECTOR=name,name` runs just those.
enum PassingCases {
  static let names: Set<String> = []
}
