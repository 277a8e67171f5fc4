#!/usr/bin/env bash
# Scripts/python.sh NAME: prints the folder of a Python environment that holds exactly Scripts/python/NAME.txt.
# It lives in the user's cache folder, named after the list's content, so that every clone shares it;
# .cache/NAME links to it.
set -euo pipefail
cd "$(dirname "$0")/.."

name=$1
list=Scripts/python/$name.txt
python=$(command -v python3)
interpreter=$("$python" -c 'import sys; print(sys.base_prefix, "%d.%d" % sys.version_info[:2])')
key=$({ cat "$list"; echo "$interpreter"; } | sha256sum | cut -c1-12)
home=${XDG_CACHE_HOME:-$HOME/.cache}/cairn/python/$name-$key

mkdir -p "$(dirname "$home")" .cache
exec 9>"$home.lock"
flock 9 # two clones may ask at once
if [ ! -e "$home/complete" ] || ! "$home/bin/python" -c '' 2>/dev/null; then
  echo "python: installing $(grep -c '==' "$list") pinned packages for $name" >&2
  rm -rf "$home"
  "$python" -m venv "$home" >&2
  "$home/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
    --no-deps --requirement "$list" >&2
  touch "$home/complete"
fi
ln -sfn "$home" ".cache/$name"
echo "$home"
