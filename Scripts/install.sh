#!/usr/bin/env bash
# Scripts/install.sh PREFIX: puts the release build, its man pages and its completions in place.
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=$1
cairn=$PWD/.build/release/cairn

install -D -m 755 "$cairn" "$prefix/bin/cairn"
if command -v strip >/dev/null; then strip "$prefix/bin/cairn"; fi

manual=$(mktemp -d)
trap 'rm -rf "$manual"' EXIT
"$cairn" --generate-man "$manual"
install -d "$prefix/share/man/man1"
install -m 644 "$manual"/*.1 "$prefix/share/man/man1"

completion() { # SHELL FILE
  install -d "$(dirname "$prefix/share/$2")"
  "$cairn" completion -s "$1" >"$manual/completion"
  install -m 644 "$manual/completion" "$prefix/share/$2"
}
completion bash bash-completion/completions/cairn
completion zsh zsh/site-functions/_cairn
completion fish fish/vendor_completions.d/cairn.fish
echo "installed $("$prefix/bin/cairn" --version | head -n 1) in $prefix"
