// Hooks: what git asks of us while it commits, pushes, checks out, merges and receives.
//
// Nouns
//   hook        a script that git runs, and the few lines of ours in it (hooks/ at the top of the repository)
//   place       where scripts go: git's own directory, a directory the team shares, husky's, the pre-commit tool's
//   policy      what is checked and how strictly: `cairn.yaml` at the top of a project, overridden per clone by
//               `git config cairn.*`
//   problem     one thing that a check found, with what mends it
//   merge       three versions of a pointer, a directory object or a lock file → one, or a list of conflicts
//
// Checks never write anything of the user's. Hooks that bring data never overwrite what no cache has.
// May use everything below; knows no terminal and no environment but what it is handed.
