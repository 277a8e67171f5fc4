#!/usr/bin/env bash
# The main job, end to end, in a scratch folder. CAIRN=… runs another program in cairn's place;
# KEEP=1 keeps the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD
cairn=${CAIRN:-$project/.build/release/cairn}
python=$(Scripts/python.sh demo)
peer=$(Scripts/python.sh peer)/bin/dvc

scratch=$(mktemp -d)
finish() { [ -n "${KEEP:-}" ] && echo "kept $scratch" || { chmod -R u+w "$scratch"; rm -rf "$scratch"; }; }
trap finish EXIT

mkdir "$scratch/bin"
ln -s "$cairn" "$scratch/bin/cairn"
ln -s "$peer" "$scratch/bin/dvc"
export PATH="$scratch/bin:$python/bin:$PATH"
export DVC_NO_ANALYTICS=1 DVC_SITE_CACHE_DIR="$scratch/site" HOME="$scratch" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=demo GIT_AUTHOR_EMAIL=demo@example.com
export GIT_COMMITTER_NAME=demo GIT_COMMITTER_EMAIL=demo@example.com

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
run() { # echoes a command, runs it, keeps what it said in $said
  printf '\n$ %s\n' "$*"
  said=$(eval "$*" 2>&1) || { printf '%s\nfailed: %s\n' "$said" "$*" >&2; exit 1; }
  [ -z "$said" ] || printf '%s\n' "$said"
}
must() { # the last command said this
  grep -qF -- "$1" <<<"$said" || { echo "demo: expected to read: $1" >&2; exit 1; }
}
must_not() {
  ! grep -qF -- "$1" <<<"$said" || { echo "demo: expected not to read: $1" >&2; exit 1; }
}
cd "$scratch"

say "A project with raw data under version control"
run mkdir digits
cp -r "$project/examples/digits/." digits
run cd digits; cd "$scratch/digits"
run git init -q -b main
run cairn init -q
run cairn remote add -d storage ../storage
run python scans.py
run cairn add raw/digits.npy raw/images
run git add -A
run "git commit -q -m 'Raw digits'"

say "A pipeline: prepare, featurize, train, evaluate"
run cairn dag
run cairn repro
run cat metrics.json
run cairn metrics show
run git add -A
run "git commit -q -m 'First model'"
run git tag v1
run cairn push
must "pushed"
sums=$scratch/v1.sha256
find raw data model.pkl metrics.json -type f ! -name '*.dvc' ! -name .gitignore -print0 | sort -z | xargs -0 sha256sum >"$sums"

say "A changed parameter reruns only what depends on it"
run "sed -i 's/c: 0.001/c: 0.1/' params.yaml"
run cairn repro
must "Stage 'prepare' didn't change, skipping"
must "Stage 'featurize' didn't change, skipping"
must "Running stage 'train'"
must "Running stage 'evaluate'"
run cairn metrics diff
must "accuracy"
run cairn params diff
must "train.c"
run git add -A
run "git commit -q -m 'Less regularisation'"
run git tag v2

say "Changed data: a few smudged scans go"
run "rm raw/images/3/*7.png"
run cairn status
must "raw/images"
run cairn add raw/images
run cairn repro -q
run git add -A
run "git commit -q -m 'Without the smudged threes'"
run git tag v3
run cairn push
must "pushed"

say "Back to the first version: the exact bytes of data and model"
run git checkout -q v1
run cairn checkout
run cairn status
must "Data and pipelines are up to date."
run "sha256sum --quiet -c $sums"
echo "$(wc -l <"$sums") files are byte for byte those of v1"
run git checkout -q main
run cairn checkout -q

say "A colleague's clone: pull, and nothing to reproduce"
cd "$scratch"
run git clone -q digits second
run cd second; cd second
run cairn pull
must "fetched"
run cairn repro
must "Data and pipelines are up to date."
must_not "Running stage"
run git status --short
[ -z "$said" ] || { echo "demo: the second clone is not clean" >&2; exit 1; }

say "The real dvc reads all of it: first what cairn pulled"
run dvc status
must "Data and pipelines are up to date."
run dvc data status
must "No changes."

say "... then in a third clone of its own, from the remote that cairn wrote"
cd "$scratch"
run git clone -q digits third
run cd third; cd third
run "dvc pull | tail -n 1"
must "fetched"
run dvc status
must "Data and pipelines are up to date."
run dvc data status
must "No changes."
run dvc pull
must "Everything is up to date."
run git status --short
[ -z "$said" ] || { echo "demo: the third clone is not clean" >&2; exit 1; }
diff -r --exclude=.git --exclude=.dvc "$scratch/second" "$scratch/third"

say "Done: both tools agree on every byte"
