// Insight: values of metrics and parameters in the workspace and in revisions, and how they differ.
//
// A *value source* is one state of the project: its tree of files, its index, and the cache for what git doesn't have.
// What a file holds is read by its suffix (formats §8). A file that can't be read spoils itself only; a pipeline file
// that can't be read spoils its revision only.
//
// May use workspaces. Knows nothing of commands.
