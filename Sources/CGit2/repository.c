#include <stdlib.h>
#include <string.h>

#include "CGit2.h"
#include "library.h"

_Static_assert(CGIT2_NOT_FOUND == GIT_ENOTFOUND, "code of libgit2");
_Static_assert(CGIT2_AMBIGUOUS == GIT_EAMBIGUOUS, "code of libgit2");
_Static_assert(CGIT2_INVALID_SPEC == GIT_EINVALIDSPEC, "code of libgit2");
_Static_assert(CGIT2_COMMIT == GIT_OBJECT_COMMIT && CGIT2_TREE == GIT_OBJECT_TREE, "type of libgit2");
_Static_assert(CGIT2_BLOB == GIT_OBJECT_BLOB && CGIT2_TAG == GIT_OBJECT_TAG, "type of libgit2");
_Static_assert(sizeof(git_oid) == 20, "an id of libgit2 is 20 bytes");

struct cgit2_repository {
  git_repository *repository;
  git_odb *objects;
};

int cgit2_repository_open(cgit2_repository **out, const char *git_directory) {
  const struct cgit2_library *git = cgit2_library();
  *out = NULL;
  if (!git) return CGIT2_UNAVAILABLE;
  struct cgit2_repository *opened = calloc(1, sizeof *opened);
  if (!opened) return -1;
  unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
  int code = git->git_repository_open_ext(&opened->repository, git_directory, flags, NULL);
  if (code == 0) code = git->git_repository_odb(&opened->objects, opened->repository);
  if (code != 0) {
    if (opened->repository) git->git_repository_free(opened->repository);
    free(opened);
    return code;
  }
  *out = opened;
  return 0;
}

void cgit2_repository_free(cgit2_repository *repository) {
  const struct cgit2_library *git = cgit2_library();
  if (!git || !repository) return;
  git->git_odb_free(repository->objects);
  git->git_repository_free(repository->repository);
  free(repository);
}

int cgit2_object_read(
  cgit2_object **out, cgit2_repository *repository, const uint8_t id[20], int *type, const void **data,
  size_t *size) {
  const struct cgit2_library *git = cgit2_library();
  *out = NULL;
  if (!git) return CGIT2_UNAVAILABLE;
  git_oid oid;
  memcpy(&oid, id, sizeof oid);
  git_odb_object *object = NULL;
  int code = git->git_odb_read(&object, repository->objects, &oid);
  if (code != 0) return code;
  *type = git->git_odb_object_type(object);
  *data = git->git_odb_object_data(object);
  *size = git->git_odb_object_size(object);
  *out = (cgit2_object *)object;
  return 0;
}

void cgit2_object_free(cgit2_object *object) {
  const struct cgit2_library *git = cgit2_library();
  if (git && object) git->git_odb_object_free((git_odb_object *)object);
}

int cgit2_resolve(cgit2_repository *repository, const char *revision, uint8_t id[20]) {
  const struct cgit2_library *git = cgit2_library();
  if (!git) return CGIT2_UNAVAILABLE;
  git_object *named = NULL, *commit = NULL;
  int code = git->git_revparse_single(&named, repository->repository, revision);
  if (code == 0) code = git->git_object_peel(&commit, named, GIT_OBJECT_COMMIT);
  if (code == 0) memcpy(id, git->git_object_id(commit), 20);
  if (commit) git->git_object_free(commit);
  if (named) git->git_object_free(named);
  return code;
}
