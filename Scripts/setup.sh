#!/usr/bin/env bash
# Installs the Debian packages that cairn is built and tested with. Asks apt only when one is missing.
set -euo pipefail

packages=(
  git make pkg-config
  libgit2-dev libcurl4-openssl-dev libssl-dev libyaml-dev
  python3 python3-venv strace
  curl nginx-light libnginx-mod-http-dav-ext libexpat1 openssl
  openssh-client openssh-server
)

if ! command -v swift >/dev/null; then
  echo "setup: the Swift toolchain is not on PATH; install it first (swift.org/install)" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: need root or sudo to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "setup: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
