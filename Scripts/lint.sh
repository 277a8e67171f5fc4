#!/usr/bin/env bash
# Style and house rules. Prints every breach and fails if there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0

# forbid RULE BREACHES: nothing found is good.
forbid() {
  if [ -n "$2" ]; then
    printf 'lint: %s\n%s\n' "$1" "$2" >&2
    failed=1
  fi
}

swift format lint --strict --parallel --recursive Package.swift Sources Tests || failed=1

# Foundation costs start-up time and 50 MB; FoundationEssentials does not.
forbid "Foundation in Sources" "$(
  grep -rnE '^[^/]*import +(struct |class |func )?Foundation( |$)' Sources || true
)"

# Only the program may talk to the terminal or the environment, or end the process.
forbid "terminal, environment or exit in a library room" "$(
  grep -rnE '(^|[^.[:alnum:]_])(print|exit|getenv|fatalError|abort)\(' Sources --include='*.swift' \
    | grep -vE '^Sources/CairnCLI/|:[0-9]+: *//|func (print|exit|abort)\(' || true
)"

forbid "no file over 500 lines" "$(
  find Package.swift Sources Tests -name '*.swift' -o -name '*.c' -o -name '*.h' | xargs wc -l \
    | awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }'
)"

# The compiler takes our word for these: the comment right above has to say why it is true.
forbid "unchecked without a comment that begins with 'Unchecked:' right above" "$(
  find Package.swift Sources Tests -name '*.swift' -print0 | xargs -0 awk '
    FNR == 1 { proof = 0 }
    /^[ \t]*\/\// { if ($0 ~ /\/\/ Unchecked: ./) proof = 1; next }
    /@unchecked|nonisolated\(unsafe\)|@preconcurrency/ && !proof { print FILENAME ":" FNR ": " $0 }
    { proof = 0 }'
)"

# Warnings are errors in every target.
forbid "a target of Package.swift without 'strict' or 'fast'" "$(
  targets=$(grep -cE '\.(target|executableTarget|testTarget)\(' Package.swift)
  settings=$(grep -cE '(swiftSettings: strict|cSettings: fast)[,)]' Package.swift)
  [ "$targets" -eq "$settings" ] || echo "$targets targets, $settings with settings"
)"

for script in Scripts/*.sh .ci/run; do
  bash -n "$script" || failed=1
done

if [ "$failed" -eq 0 ]; then echo "lint: clean"; fi
exit "$failed"
