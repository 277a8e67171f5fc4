// The table of functions found in the loaded libgit2.
#ifndef CGIT2_LIBRARY_H
#define CGIT2_LIBRARY_H

#include "prototypes.h"

// Every function bound, once: name in the library.
#define CGIT2_FUNCTIONS(X) \
  X(git_libgit2_init) \
  X(git_libgit2_version) \
  X(git_libgit2_opts) \
  X(git_error_last) \
  X(git_repository_open_ext) \
  X(git_repository_odb) \
  X(git_repository_free) \
  X(git_odb_read) \
  X(git_odb_object_data) \
  X(git_odb_object_size) \
  X(git_odb_object_type) \
  X(git_odb_object_free) \
  X(git_odb_free) \
  X(git_revparse_single) \
  X(git_object_peel) \
  X(git_object_id) \
  X(git_object_free)

struct cgit2_library {
#define CGIT2_FIELD(name) __typeof__(name) *name;
  CGIT2_FUNCTIONS(CGIT2_FIELD)
#undef CGIT2_FIELD
};

// The loaded table, or NULL. Loads on first use.
const struct cgit2_library *cgit2_library(void);

#endif
