# SPDX-License-Identifier: Apache-2.0
# Sourced by ../stoa: builds the jars into .build/lib when a source is newer than they are.

need_maven() {
  command -v mvn >/dev/null 2>&1 || die "needs Maven 3.8 or newer to build: install it (Debian: apt install maven, macOS: brew install maven), or use an archive made by './stoa dist', which needs only Java"
}

stale() {
  [ -f "$home/.build/stamp" ] && [ -d "$lib" ] || return 0
  [ -n "$(find "$home/pom.xml" "$home"/*/pom.xml "$home"/*/src/main -newer "$home/.build/stamp" -print -quit)" ]
}

# One line that moves where a person watches, one line a module where a file does.
progress() {
  local line tty=0
  [ -t 2 ] && tty=1
  while IFS= read -r line; do
    case "$line" in
      *"[INFO] Building stoa-"*)
        line="${line##*Building }"
        if [ $tty = 1 ]; then printf '\r\033[Kstoa: building %s' "$line" >&2; fi ;;
    esac
  done
  if [ $tty = 1 ]; then printf '\r\033[K' >&2; fi
}

build_if_stale() {
  mkdir -p "$home/.build"
  stale || return 0
  need_maven
  # Two terminals at once: the second waits for the first and finds the work done.
  exec 9>"$home/.build/lock"
  if command -v flock >/dev/null 2>&1; then flock 9; stale || { exec 9>&-; return 0; }; fi
  local began=$SECONDS log="$home/.build/build.log" started
  started="$(mktemp "$home/.build/started.XXXXXX")"
  say "building (first use or changed sources; takes about a minute) …"
  # Whoever sources this keeps its own way with failures.
  local strict=$-
  set +e
  mvn -B -ntp -f "$home/pom.xml" -Dstyle.color=never -Dmaven.test.skip=true -pl node -am package 2>&1 | tee "$log" | progress
  local rc=${PIPESTATUS[0]}
  case "$strict" in *e*) set -e ;; esac
  if [ "$rc" -ne 0 ]; then
    rm -f "$started"
    grep -m 15 -E 'ERROR' "$log" >&2 || true
    die "the build failed; the whole log is $log"
  fi
  rm -rf "$home/.build/lib.new"
  mkdir "$home/.build/lib.new"
  cp "$home"/node/target/lib/*.jar "$home"/node/target/stoa-node-*.jar "$home/.build/lib.new/"
  rm -rf "$lib" "$home/.build/stoa.jsa"
  mv "$home/.build/lib.new" "$lib"
  # A class archive halves the start; without it everything works, only slower.
  "$JAVA_HOME/bin/java" -XX:ArchiveClassesAtExit="$home/.build/stoa.jsa" --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders -XX:+UseSerialGC -Dstoa.home="$home" \
    -cp "$lib/*" stoa.node.Main warm-up >>"$log" 2>&1 || rm -f "$home/.build/stoa.jsa"
  touch -r "$started" "$home/.build/stamp"
  rm -f "$started"
  exec 9>&-
  say "built in $((SECONDS - began)) s"
}
