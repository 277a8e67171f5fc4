// Exchange: what a remote lacks, what the cache lacks, and bringing it there.
//
// A *wish* is an object that some revision names, with the path it goes by. Wishes are grouped by the remote they belong
// to. Going up, the files of a directory are there before its directory object; a directory object on a remote therefore
// says that its files are there. Coming down, directory objects are read first, since they name the rest.
//
// May use workspaces and remotes. Knows nothing of commands.
