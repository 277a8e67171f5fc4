#!/usr/bin/env bash
# Builds the libraries' tests with each sanitizer, apart from the usual build, and runs them.
#   sanitize.sh [address|thread]...
set -euo pipefail
cd "$(dirname "$0")/.."

# The program itself is left out: its tests start it as a child, which a sanitizer tells nothing about.
export CAIRN_ROOMS=${CAIRN_ROOMS:-FilesTests,HashingTests,DocumentsTests,ManifestsTests,ObjectsTests,GitTests,WorkspaceTests}
sanitizers=("$@")
[ ${#sanitizers[@]} -gt 0 ] || sanitizers=(address thread)

for sanitizer in "${sanitizers[@]}"; do
  echo "sanitize: $sanitizer"
  # libgit2 and the Swift runtime keep what they allocate once until the end.
  ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS="halt_on_error=0:exitcode=66:suppressions=$PWD/Scripts/thread-sanitizer.supp" \
    swift test --disable-xctest --sanitize="$sanitizer" --scratch-path ".build-$sanitizer"
done
