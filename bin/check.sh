#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Everything CI runs, as `./stoa check`. The last line is `N passed, N failed`.
#   ./stoa check [--quick]     --quick leaves out the soaks
set -uo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$home" || exit 1
say() { printf 'stoa: %s\n' "$*" >&2; }
die() { say "$*"; echo "0 passed, 1 failed"; exit 1; }
lib="$home/.build/lib"
# shellcheck source=bin/build.sh
source "$home/bin/build.sh"
quick=0
for word in "$@"; do
  case "$word" in
    --quick) quick=1 ;;
    *) die "unknown option $word; ./stoa check knows --quick" ;;
  esac
done
need_maven
command -v npm >/dev/null 2>&1 || die "needs Node 20 with npm for the tests with unmodified JavaScript clients: install it (Debian: apt install nodejs npm)"
began=$SECONDS
passed=0
failed=0

step() { # step NAME COMMAND…: one line before, its verdict after
  local name="$1"; shift
  say "── $name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); say "FAILED: $name"; fi
}

build_if_stale || die "the build failed"

# Reports of an earlier run must not be counted as this one's.
find "$home" -path '*/target/surefire-reports/*' -name 'TEST-*.xml' -delete 2>/dev/null
log="$home/.build/check.log"
say "── compile with every warning an error, Error Prone and the formatter; all tests (log: $log)"
mvn -B -ntp -Dstyle.color=never -Pcheck --fail-at-end verify 2>&1 | tee "$log" |
  grep --line-buffered -E 'Tests run:.*(in|Time)|ERROR|BUILD|Building stoa-|seed'
if [ "${PIPESTATUS[0]}" -ne 0 ]; then mvn_failed=1; else mvn_failed=0; fi

read -r run bad skipped < <(find "$home" -path '*/target/surefire-reports/TEST-*.xml' -print0 |
  xargs -0 -r sed -n 's/^<testsuite .* tests="\([0-9]*\)" errors="\([0-9]*\)" skipped="\([0-9]*\)" failures="\([0-9]*\)".*/\1 \2 \3 \4/p' |
  awk '{ run += $1; bad += $2 + $4; skipped += $3 } END { print run + 0, bad + 0, skipped + 0 }')
passed=$((passed + run - bad - skipped))
failed=$((failed + bad))
# A build that fails without a failing test (a warning, the formatter, a missing file) still fails the check.
if [ "$mvn_failed" -eq 1 ] && [ "$bad" -eq 0 ]; then failed=$((failed + 1)); fi
if [ "$run" -eq 0 ]; then failed=$((failed + 1)); say "no test ran"; fi

if [ "$quick" -eq 0 ]; then
  for name in books kill market; do
    seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
    step "soak $name, two minutes (replay: ./stoa soak $name --seed $seed --minutes 2)" \
      "$home/stoa" soak "$name" --seed "$seed" --minutes 2
  done
fi

say "checked in $((SECONDS - began)) s"
if [ "$skipped" -gt 0 ]; then say "$skipped skipped"; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
