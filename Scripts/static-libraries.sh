#!/usr/bin/env bash
# Links to the static C++ and YAML libraries into .cache/static-libraries, where the release build looks first
# (Package.swift). Loading the dynamic ones would cost each start of the program half a millisecond and more.
set -euo pipefail
cd "$(dirname "$0")/.."
directory=.cache/static-libraries
mkdir -p "$directory"
if yaml=$(pkg-config --variable=libdir yaml-0.1 2>/dev/null) && [ -f "$yaml/libyaml.a" ]; then
  ln -sf "$yaml/libyaml.a" "$directory/libyaml.a"
fi
for compiler in gcc clang cc; do
  command -v "$compiler" >/dev/null || continue
  library=$("$compiler" -print-file-name=libstdc++.a)
  if [ -f "$library" ]; then
    ln -sf "$library" "$directory/libstdc++.a"
    exit 0
  fi
done
echo "no libstdc++.a: the release build links the dynamic library" >&2
