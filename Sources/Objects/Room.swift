// Objects: content under the name of its digest.
//
// An *object* is a file in the store whose path is its id (formats §2.1); it is complete, read-only and never
// rewritten. A *tree* (directory object) lists the files of a directory with their digests (§2.3); its object ends
// in `.dir`. The *store* is the directory of objects, `cache.dir`. An object is *valid* when its mode says so or its
// bytes do (§2.6), and *verified* when this clone has read it since it last changed; one that is not valid goes to
// *quarantine* and counts as missing. A *link type* is how the workspace
// gets at an object: reflink, hard link, symbolic link or copy (§2.5).
//
// Order of writing: objects, `flush()`, then whatever names them. Deletion in reverse.
// May use Files and Hashing. May not know of git, pipelines, remotes, the environment or the terminal.
