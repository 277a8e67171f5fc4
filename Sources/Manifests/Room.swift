// Manifests: the files of a repository that people and programs share, as values.
//
// Nouns
// - PointerFile   `x.dvc`: which object stands at a path (formats §3)
// - PipelineFile  `dvc.yaml`: stages as written, before `${}` (formats §4.1–4.3)
// - Resolver      what the stages of a pipeline file mean: variables, groups, `${}` (formats §4.3, §4.4)
// - ResolvedStage a stage with every text final
// - LockFile      `dvc.lock`: what each stage used and made (formats §4.5)
// - OutputEntry, DependencyEntry, LockRecord: an item of `outs` or `deps`; DataRecord: the hash and size in it
// - SchemaViolation: what a file says wrongly, and where
//
// This room works in memory only. Other files (params, vars) come through a closure of the caller; writing is
// the caller's as well. It knows text and hashes, never data files.
