// TestKit: what the tests of all rooms share.
//
// Nouns: a *scratch* directory (removed when its closure ends), a *program* run with a fixed environment and
// its *outcome*, the *peer* (the real dvc that cairn is compared with), a *snapshot* of a directory tree, and
// seeded random generators. Assertions are verbs named `expect…`; each takes the caller's source location.
// Foundation is allowed here: nothing of this ships.
