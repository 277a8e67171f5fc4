// History: which data each commit names, since the first one.
//
// Nouns
//   fact      one output or dependency of a pointer file or of a stage in a lock file: path, hash, size
//   version   one blob of such a file, with its facts
//   change    a commit put one version in another's place
//   index     all of these for all commits that a branch, a tag, an experiment or HEAD reaches; a cache in
//             `.dvc/tmp/cairn/history` that can be thrown away, grown by what is new at each look
//   lineage   what a piece of data was made of, and what was made of it
//
// Reads git through one `git log` for what is new, the versions' blobs, and nothing when nothing is new. Works
// without data and without a network.
