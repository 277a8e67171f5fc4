// Git: what cairn needs to know of the repository around a project, and the few edits it makes there.
//
// Nouns
//   location     where a repository is: work tree, git directory, common directory (found by looking at files)
//   reference    a name for a commit: HEAD, a branch, a tag; read from loose files and packed-refs
//   revision     what a user types for a commit: "HEAD~1", "v1.0", "3f2a91c"
//   object       commit, tree, blob or tag, read through an open `git cat-file`, or libgit2 when there are many
//   index        git's list of tracked files, read from its file
//   ignore rules .gitignore, .git/info/exclude and core.excludesFile together
//   the program  `git` itself: every write to a repository, its status, and cloning are left to it, so that
//                locks, filters, hooks, split indexes and permissions behave as the user's git does
//
// A command that asks for HEAD, tracked files or ignore rules costs a few file reads and starts nothing.
// Paths given to this room are absolute or relative to the work tree; paths it returns are relative to the
// work tree. It never touches data files.
//
// Threads: every public type is Sendable. A repository serialises its reading of objects with a lock; ignore
// rules and the index are read once and then only looked up. Two processes may read while git writes: git
// replaces files by renaming, so a reader sees the old or the new state, never a mixture.
