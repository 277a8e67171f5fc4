#!/usr/bin/env bash
# Links to the static C++ library into .cache/static-libraries, where the release build looks first
# (Package.swift). Loading the dynamic one would cost each start of the program half a millisecond.
set -euo pipefail
cd "$(dirname "$0")/.."
directory=.cache/static-libraries
mkdir -p "$directory"
for compiler in gcc clang cc; do
  command -v "$compiler" >/dev/null || continue
  library=$("$compiler" -print-file-name=libstdc++.a)
  if [ -f "$library" ]; then
    ln -sf "$library" "$directory/libstdc++.a"
    exit 0
  fi
done
echo "no libstdc++.a: the release build links the dynamic library" >&2
