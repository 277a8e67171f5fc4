#!/usr/bin/env bash
# Ann and Bob work together: hooks, a server that checks, merges, history. In a scratch folder.
# Data goes to a SeaweedFS that runs as long as this does; STORE=/some/folder or s3://bucket/prefix: there instead.
set -euo pipefail
cd "$(dirname "$0")/../.."
cairn=$(realpath "${CAIRN:-.build/release/cairn}")

scratch=$(mktemp -d)
weed=
trap '[ -z "$weed" ] || { kill "$weed"; wait "$weed" || true; } 2>/dev/null; chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/home"
ln -s "$cairn" "$scratch/bin/cairn"
export PATH="$scratch/bin:$PATH" HOME="$scratch/home" GIT_CONFIG_NOSYSTEM=1
export DVC_SYSTEM_CONFIG_DIR="$scratch/home"
export GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.com
export GIT_COMMITTER_NAME=team GIT_COMMITTER_EMAIL=team@example.com
export GIT_AUTHOR_DATE="2024-05-01T12:00:00Z" GIT_COMMITTER_DATE="2024-05-01T12:00:00Z"
git config --global init.defaultBranch main
git config --global advice.detachedHead false

seaweed() { # starts it, with a bucket; sets STORE and AWS_ENDPOINT_URL
  local programs ports port
  programs=${CAIRN_S3:-$(Scripts/python.sh s3)/bin}
  mkdir "$scratch/weed"
  export AWS_ACCESS_KEY_ID=team AWS_SECRET_ACCESS_KEY=secret AWS_EC2_METADATA_DISABLED=true
  cat >"$scratch/weed/s3.json" <<JSON
{"identities": [{"name": "team", "credentials": [{"accessKey": "team", "secretKey": "secret"}],
 "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
JSON
  read -ra ports < <(python3 -c '
import socket
free = [socket.socket() for _ in range(8)]
for each in free: each.bind(("127.0.0.1", 0))
print(*[each.getsockname()[1] for each in free])')
  port=${ports[6]}
  "$programs/weed" server -ip=127.0.0.1 -ip.bind=127.0.0.1 -dir="$scratch/weed" -volume.max=1000 \
    -volume.minFreeSpace=1MiB -master.volumeSizeLimitMB=64 -master.port="${ports[0]}" \
    -master.port.grpc="${ports[1]}" -volume.port="${ports[2]}" -volume.port.grpc="${ports[3]}" -filer \
    -filer.port="${ports[4]}" -filer.port.grpc="${ports[5]}" -s3 -s3.port="$port" -s3.port.grpc="${ports[7]}" \
    -s3.port.iceberg=0 -s3.port.lance=0 -s3.config="$scratch/weed/s3.json" >"$scratch/weed/log" 2>&1 &
  weed=$!
  export AWS_ENDPOINT_URL=http://127.0.0.1:$port
  STORE=s3://team/data
  until "$programs/s5cmd" --endpoint-url "$AWS_ENDPOINT_URL" mb s3://team >/dev/null 2>&1; do
    kill -0 "$weed" 2>/dev/null || { tail "$scratch/weed/log" >&2; exit 1; }
    sleep 0.1
  done
}
[ -n "${STORE:-}" ] || seaweed

say() { printf '\n## %s\n' "$*"; }
show() { sed "s#$scratch#/work#g"; }
run() { # echoes a command and runs it
  printf '\n$ %s\n' "$*" | show
  eval "$*" 2>&1 | show
}
refused() { # the same for one that must fail
  printf '\n$ %s\n' "$*"
  if said=$(eval "$*" 2>&1); then echo "example: expected a refusal" >&2; exit 1; fi
  printf '%s\n' "$said" | sed "s/ *$//" | show
}

say "A server: a bare repository whose hook looks whether the data is there"
cd "$scratch"
run git init -q --bare server.git
cd server.git
run cairn install
cd ..

say "Ann begins"
git clone -q server.git ann 2>/dev/null
cd ann
run cairn init -q
run cairn remote add -q -d store "$STORE"
run cairn install --policy enforce
git add -A && git commit -q -m "A project with hooks"
mkdir photos
for i in 1 2 3 4; do echo "photo $i" >photos/$i.txt; done
run cairn add -q photos
run "git add -A && git commit -q -m 'Four photos'"

say "A forgotten push of the data is refused by the server, mended, accepted"
refused git push -q --no-verify origin main
run cairn push
run git push -q --no-verify origin main

say "Bob joins; the hook sends his data before his commits"
export GIT_AUTHOR_NAME=Bob GIT_AUTHOR_EMAIL=bob@example.com
export GIT_AUTHOR_DATE="2024-05-02T12:00:00Z" GIT_COMMITTER_DATE="2024-05-02T12:00:00Z"
cd ..
git clone -q server.git bob
cd bob
cairn install -q
run cairn pull
git checkout -q -b better
echo "photo 1, sharper" >photos/1.txt
echo "photo 5" >photos/5.txt
refused git commit -q --allow-empty -m "'Forgot to record the data'"
run cairn add -q photos
run "git commit -q -am 'One photo sharper, one more'"
run git push -q -u origin better

say "Ann changes the same directory"
export GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.com
export GIT_AUTHOR_DATE="2024-05-03T12:00:00Z" GIT_COMMITTER_DATE="2024-05-03T12:00:00Z"
cd ../ann
rm photos/4.txt
echo "photo 1, brighter" >photos/1.txt
cairn add -q photos
git commit -q -am "One photo brighter, one less"
git fetch -q
refused git merge -q origin/better -m "'Merge better'"
run cairn resolve --both photos/1.txt
run cairn pull
run ls photos
run git commit -q -m "'Merge better'"
run git push -q origin main

say "A model"
cat >dvc.yaml <<'YAML'
stages:
  train:
    cmd: cat photos/*.txt | wc -c > model.bin && echo '{"accuracy":0.9}' > metrics.json
    deps: [photos]
    params: [rate]
    outs: [model.bin]
    metrics: [metrics.json: {cache: false}]
artifacts:
  classifier: {path: model.bin, type: model}
YAML
echo "rate: 0.1" >params.yaml
run cairn repro -q
git add -A
run git commit -q -m "'Trained'"
git tag -a -m "First model" v1
run git push -q origin main v1

say "History answers"
run cairn log photos
run cairn lineage model.bin
run cairn whence photos/1.theirs.txt
run cairn impact photos/1.theirs.txt
run cairn verify --remote-only

say "Another repository uses the model: its lineage goes on in there"
cd ..
git init -q app
cd app
cairn init -q
run cairn import -q --rev v1 ../server.git model.bin
run cairn lineage model.bin
