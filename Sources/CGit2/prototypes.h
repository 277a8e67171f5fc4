// The part of libgit2's interface that the table binds, the same from 1.0 on. Where the real header is
// installed the compiler compares these declarations with it; without it the build needs no libgit2 at all.
#ifndef CGIT2_PROTOTYPES_H
#define CGIT2_PROTOTYPES_H

#include <stddef.h>

#if __has_include(<git2.h>)
#include <git2.h>
#else
typedef struct git_repository git_repository;
typedef struct git_odb git_odb;
typedef struct git_odb_object git_odb_object;
typedef struct git_object git_object;
typedef struct {
  unsigned char id[20];
} git_oid;
typedef struct {
  char *message;
  int klass;
} git_error;
typedef enum {
  GIT_OBJECT_COMMIT = 1,
  GIT_OBJECT_TREE = 2,
  GIT_OBJECT_BLOB = 3,
  GIT_OBJECT_TAG = 4,
} git_object_t;
enum { GIT_REPOSITORY_OPEN_NO_SEARCH = 1 << 0, GIT_REPOSITORY_OPEN_NO_DOTGIT = 1 << 3 };
enum { GIT_OPT_SET_EXTENSIONS = 34, GIT_OPT_SET_OWNER_VALIDATION = 36 };
enum { GIT_ENOTFOUND = -3, GIT_EAMBIGUOUS = -5, GIT_EINVALIDSPEC = -12 };
#endif

int git_libgit2_init(void);
int git_libgit2_version(int *major, int *minor, int *revision);
int git_libgit2_opts(int option, ...);
const git_error *git_error_last(void);
int git_repository_open_ext(
  git_repository **out, const char *path, unsigned int flags, const char *ceiling_dirs);
int git_repository_odb(git_odb **out, git_repository *repository);
void git_repository_free(git_repository *repository);
int git_odb_read(git_odb_object **out, git_odb *database, const git_oid *id);
const void *git_odb_object_data(git_odb_object *object);
size_t git_odb_object_size(git_odb_object *object);
git_object_t git_odb_object_type(git_odb_object *object);
void git_odb_object_free(git_odb_object *object);
void git_odb_free(git_odb *database);
int git_revparse_single(git_object **out, git_repository *repository, const char *specification);
int git_object_peel(git_object **out, const git_object *object, git_object_t type);
const git_oid *git_object_id(const git_object *object);
void git_object_free(git_object *object);

#endif
