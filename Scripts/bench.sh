#!/usr/bin/env bash
# Scripts/bench.sh [ROW…]: measures the release build beside git and the real dvc.
set -euo pipefail
cd "$(dirname "$0")/.."
peer=$(Scripts/python.sh peer)/bin/dvc
exec python3 Benchmarks/bench.py --cairn "${CAIRN:-$PWD/.build/release/cairn}" --peer "$peer" "$@"
