#!/usr/bin/env bash
# Benchmarks/peer-suite.sh [FILES] [PYTEST OPTION…]: dvc's own published benchmarks (dvc.testing.benchmarks), run with
# the real dvc and with cairn on a data set made here: FILES small files (2000) in one directory.
set -euo pipefail
cd "$(dirname "$0")/.."
files=${1:-2000}
shift || true
cairn=${CAIRN:-$PWD/.build/release/cairn}
peer=$(Scripts/python.sh peer)
suite=$(Scripts/python.sh suite)
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export DVC_NO_ANALYTICS=1 DVC_SITE_CACHE_DIR=$home/site HOME=$home PYTHONDONTWRITEBYTECODE=
PYTHONPATH=$(echo "$peer"/lib/python3*/site-packages)
export PYTHONPATH PATH=$peer/bin:$PATH
git config --global user.email bench@localhost
git config --global user.name bench

# The suite takes its data from a dvc project: data/NAME/dataset.
mkdir "$home/data-repo" "$home/bin"
ln -s "$cairn" "$home/bin/dvc" # the suite asks for the version of a program of that name
cd "$home/data-repo"
git init -q .
dvc init -q
mkdir -p data/made/dataset
python3 - "$files" <<'PY'
import random, sys
rng = random.Random(1)
for i in range(int(sys.argv[1])):
    with open(f"data/made/dataset/{i:06}.png", "wb") as file:
        file.write(rng.randbytes(rng.randint(200, 500)))
PY
dvc add -q data/made/dataset
dvc remote add -q -d local "$home/remote"
dvc push -q
git add -A
git commit -qm data

for program in "$peer/bin/dvc" "$home/bin/dvc"; do
  echo "== $program"
  mkdir "$home/run"
  cd "$home/run"
  "$suite/bin/python" -m pytest "$PYTHONPATH/dvc/testing/benchmarks" -p no:cacheprovider --rootdir "$home/run" \
    --dataset made --dvc-bench-repo "$home/data-repo" --dvc-bin "$program" -q --no-header -W ignore \
    --benchmark-columns=min,median,max,rounds --benchmark-sort=name "$@" || true
  cd "$home"
  rm -rf "$home/run"
done
