#!/usr/bin/env bash
# Scripts/bench.sh [--no-peer] [OPTION…] [ROW…]: measures the release build beside a limit and the real dvc.
# `Scripts/bench.sh --help` lists rows and options. As root the data lies on a file system in memory.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --no-peer ]; then
  shift
  peer=()
else
  peer=(--peer "$(Scripts/python.sh peer)/bin/dvc")
fi
exec python3 Benchmarks/bench.py --cairn "${CAIRN:-$PWD/.build/release/cairn}" ${peer[@]+"${peer[@]}"} "$@"
