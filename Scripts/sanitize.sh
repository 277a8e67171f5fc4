#!/usr/bin/env bash
# Builds tests with each sanitizer, apart from the usual build, and runs those that work in the test's own process.
#   sanitize.sh [--quick] [address|thread]...
# --quick builds and runs only rooms with threads, or with C and unsafe code: what CI has time for.
set -euo pipefail
cd "$(dirname "$0")/.."

threads=FilesTests,ObjectsTests,WorkspaceTests
memory=$threads,HashingTests,DocumentsTests
all=$memory,TransportTests,RemotesTests,GitTests,ManifestsTests,PipelineTests,InsightTests,HooksTests,CairnCLITests
# The differential, conformance, crash and stress tests are left out: they start the program thousands of times.
all+=,TrustTests.FuzzTests,TrustTests.SimulationTests,TrustTests.LockTests
all+=,TrustTests.HostileTests,TrustTests.HostileStateTests,TrustTests.OddFilesTests
is_quick=
if [ "${1:-}" = --quick ]; then
  shift
  is_quick=yes
fi
sanitizers=("$@")
[ ${#sanitizers[@]} -gt 0 ] || sanitizers=(address thread)

# libgit2 and the Swift runtime keep what they allocate once until the end.
export ASAN_OPTIONS=detect_leaks=0:exitcode=66 TSAN_OPTIONS=halt_on_error=0:exitcode=66

# sees SANITIZER: 0 it finds a planted fault, 1 it doesn't, 2 the toolchain has none.
sees() {
  local folder code=0
  folder=$(mktemp -d)
  if swiftc -sanitize="$1" "Scripts/sanitizers/$1.swift" -o "$folder/planted" >/dev/null 2>&1; then
    "$folder/planted" >/dev/null 2>&1 || code=$?
    if [ "$code" -eq 66 ]; then code=0; else code=1; fi
  else
    code=2
  fi
  rm -rf "$folder"
  return "$code"
}

for sanitizer in "${sanitizers[@]}"; do
  found=0
  sees "$sanitizer" || found=$?
  case $found in
  1) echo "sanitize: the $sanitizer sanitizer does not see a planted fault" >&2 && exit 1 ;;
  2) echo "sanitize: this toolchain has no $sanitizer sanitizer; left out" && continue ;;
  esac
  echo "sanitize: $sanitizer"
  rooms=$all
  if [ -n "$is_quick" ]; then
    rooms=$threads
    [ "$sanitizer" = thread ] || rooms=$memory
    export CAIRN_ROOMS=$rooms
  fi
  # The linker warns of each hook of the sanitizer.
  swift test --disable-xctest --sanitize="$sanitizer" --scratch-path ".build-$sanitizer" \
    --filter "^(${rooms//,/|})[./]" 2> >(grep -v 'Cannot export local symbol' >&2)
done
