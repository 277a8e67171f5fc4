// Remotes: where objects are shared.
//
// A *remote* holds the same tree of names as a store (formats §2.8) somewhere else: objects under `files/md5`, those
// of DVC 2.x at the top, the run cache's *plain files* under `runs`. All work is in batches: which of these ids are
// *missing* there, *upload* these, *download* these. A transfer's *report* says what happened to each item; one
// that fails does not stop the rest.
//
// Order of transfers, which is the caller's duty: files before the trees that name them, up and down; whoever finds
// a tree on a remote takes its files for granted.
// May use Objects, Files, Hashing, Transport. May not know of workspaces, git or pipelines.
