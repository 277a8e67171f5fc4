#!/usr/bin/env bash
# Builds tests with each sanitizer, apart from the usual build, and runs those that work in the test's own process.
#   sanitize.sh [--quick] [address|thread]...
# --quick leaves out the rooms without threads, C or unsafe code: what CI has time for.
set -euo pipefail
cd "$(dirname "$0")/.."

rooms=FilesTests,HashingTests,ObjectsTests,TransportTests,RemotesTests,WorkspaceTests
if [ "${1:-}" = --quick ]; then
  shift
  export CAIRN_ROOMS=${CAIRN_ROOMS:-$rooms}
else
  rooms+=,DocumentsTests,ManifestsTests,GitTests,PipelineTests,InsightTests,HooksTests,CairnCLITests
  # Of these the parts that start the program over and over have their own sanitizer-free runs.
  trust='|TrustTests\.(FuzzTests|SimulationTests|PowerCutTests|LockTests|HostileTests|HostileStateTests|OddFilesTests)'
  [ -n "${CAIRN_ROOMS:-}" ] && rooms=$CAIRN_ROOMS trust=
fi
filter="^((${rooms//,/|})\.${trust:-})"
sanitizers=("$@")
[ ${#sanitizers[@]} -gt 0 ] || sanitizers=(address thread)

# libgit2 and the Swift runtime keep what they allocate once until the end.
export ASAN_OPTIONS=detect_leaks=0:exitcode=66 TSAN_OPTIONS=halt_on_error=0:exitcode=66
# The S3 server and the peer, where they are, for the rooms that talk to them.
for name in s3 peer; do
  folder=.cache/$name/bin
  [ -d "$folder" ] || continue
  if [ "$name" = s3 ]; then export CAIRN_S3=${CAIRN_S3:-$PWD/$folder}; else export CAIRN_PEER=${CAIRN_PEER:-$PWD/$folder/dvc}; fi
done

# sees SANITIZER: 0 it finds a planted fault, 1 it doesn't, 2 the toolchain has none.
sees() {
  local program
  program=$(mktemp -d)/planted
  swiftc -sanitize="$1" "Scripts/sanitizers/$1.swift" -o "$program" >/dev/null 2>&1 || return 2
  local code=0
  "$program" >/dev/null 2>&1 || code=$?
  rm -rf "$(dirname "$program")"
  [ "$code" -eq 66 ]
}

for sanitizer in "${sanitizers[@]}"; do
  found=0
  sees "$sanitizer" || found=$?
  case $found in
  1) echo "sanitize: the $sanitizer sanitizer does not see a planted fault" >&2 && exit 1 ;;
  2) echo "sanitize: this toolchain has no $sanitizer sanitizer; left out" && continue ;;
  esac
  echo "sanitize: $sanitizer"
  swift test --disable-xctest --sanitize="$sanitizer" --scratch-path ".build-$sanitizer" --filter "$filter"
done
