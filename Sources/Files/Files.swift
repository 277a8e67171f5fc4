// Files: the file system as the rest of cairn sees it.
//
// - **Path**: text or bytes, `/`-separated. ``Paths`` does arithmetic on text without looking at the disk. Below
//   a walk's root a path is a slice of an arena and becomes a String only where a person reads it.
// - **Info**: what one `statx` tells (``FileInfo``). It never travels without having been asked for.
// - **Replace**: the only way a file gets its final name: temporary beside it → all bytes → mode → sync as
//   asked → rename (``FileSystem/write(_:to:mode:durable:)``). A reader sees the old or the new, never a part.
// - **Durability**: who waits for the disk and when. A batch of objects gets one `syncfs`; what names them is
//   synced by itself and comes after.
// - **Walk**: everything below a directory, read by several threads into a frozen, sorted ``FileList``. Links to
//   directories are left out, links to files resolved, and what cannot be tracked is a ``WalkProblem``.
// - **Visit**: directories and names only, pruned on the way, for finding repository files.
// - **Ignore rules**: ``IgnorePatterns`` of one file, ``IgnoreStack`` of a tree; git's reading and the peer's.
// - **Lock**: an advisory `flock` with a note of who holds it (``FileLock``).
// - **Child**: a started program (``ChildProcess``).
// - **Workers**: a few threads of our own that pull batches (``WorkerPool``). Blocking calls belong there, never
//   into the cooperative pool.
// - **Progress, cancellation**: values and a flag; nobody draws or installs signal handlers here.
//
// May touch: the kernel, through `CSystem` only, whose fault hook lets a test fail any single call.
// May not: know a format, a hash or the network, print, exit, or read the environment (a child inherits it
// unread unless it is given one).
//
// Errors are facts: ``FileError`` (verb, path, errno) or ``WalkProblem``. Wording is the command line's.
