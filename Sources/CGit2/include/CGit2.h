// libgit2 behind a table of function pointers, opened with dlopen on first use: linking it would cost every
// command 2-3 ms for its 18 libraries. Only reading is bound; cairn's writes go through the git program.
#ifndef CGIT2_H
#define CGIT2_H

#include <stddef.h>
#include <stdint.h>

// Returned instead of a libgit2 code when the library could not be opened.
#define CGIT2_UNAVAILABLE (-10001)
// libgit2's own codes that callers tell apart.
#define CGIT2_NOT_FOUND (-3)
#define CGIT2_AMBIGUOUS (-5)
#define CGIT2_INVALID_SPEC (-12)

// Object types as libgit2 numbers them.
#define CGIT2_COMMIT 1
#define CGIT2_TREE 2
#define CGIT2_BLOB 3
#define CGIT2_TAG 4

typedef struct cgit2_repository cgit2_repository;
typedef struct cgit2_object cgit2_object;

// Opens and initialises the library once per process; 0 or CGIT2_UNAVAILABLE. Any thread.
int cgit2_load(void);
// Why cgit2_load failed; "" when it did not.
const char *cgit2_load_problem(void);
// The loaded library's version as major * 10000 + minor * 100 + revision; 0 when there is none.
int cgit2_version(void);
// The last failure on this thread: class number, message copied into `message` (always terminated).
int cgit2_last_error(char *message, size_t capacity);

// Opens exactly this git directory (".git", a worktree's or submodule's git directory, a bare repository).
// One handle may be used by one thread at a time.
int cgit2_repository_open(cgit2_repository **out, const char *git_directory);
void cgit2_repository_free(cgit2_repository *repository);

// Reads one object whole. `data` lives until cgit2_object_free.
int cgit2_object_read(
  cgit2_object **out, cgit2_repository *repository, const uint8_t id[20], int *type, const void **data,
  size_t *size);
void cgit2_object_free(cgit2_object *object);

// Resolves a revision ("HEAD~1", a branch, a tag, a short id) to the commit it stands for.
int cgit2_resolve(cgit2_repository *repository, const char *revision, uint8_t id[20]);

#endif
