// Pipeline: stages as a graph, what changed of them, and running them (formats §5).
//
// Nouns
// - Graph           which stage waits for which
// - StageInspector  compares stages with what their last run recorded; StageStatus is its answer
// - Plan            which stages a `repro` looks at, in order
// - Reproduction    a `repro`: every stage of a plan in turn, after each failure what was asked for
// - StageRunner     one stage: clear, restore or run, save
// - RunCache        results of former runs, by what went in (formats §5.4)
// - Recorder        what a stage used and made, as a lock entry
// - StageEvent      what happens while it happens
//
// This room starts commands and writes outputs, lock files and pointers through Workspace. It prints nothing and asks
// nobody: events and closures do.
