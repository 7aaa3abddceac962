#!/usr/bin/env bash
# Measures the package: start to healthy with a new and with a used data directory, each with and without the start-up
# cache, and memory when idle. Writes JSON to load-tests/results/start-up.json, what else the machine did included.
#
#   start-up.sh IMAGE [RUNS [OUT]]     IMAGE: the unpacked package; RUNS of each kind, 3 unless told otherwise
set -euo pipefail
image=$1
runs=${2:-3}
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${3:-$repository/load-tests/results/start-up.json}
idle_seconds=20
longest_seconds=120
work=$(mktemp -d)
pid=
end() {
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    kill -TERM "$pid"
    wait "$pid" || true
  fi
  rm -rf "$work"
}
trap end EXIT

now() { date +%s%3N; }

# The status of /health/ready; empty while nobody answers.
ready() {
  local note=$1/run/server.json port status
  [ -s "$note" ] || return 0
  port=$(sed -n 's|.*"management" *: *"http://[^:]*:\([0-9]*\)".*|\1|p' "$note")
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 0
    printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$port" >&3
    read -r -t 5 _ status _ <&3 || exit 0
    echo "$status"
  ) 2>/dev/null
}

# start DATA OPTIONS: starts and waits until healthy; sets pid and took, the milliseconds from the command on.
start() {
  local data=$1 began
  began=$(now)
  BOURSE_JAVA_OPTIONS=$2 "$image/bin/bourse" start --data "$data" --set tls.mode=off --set http.port=0 --set management.port=0 \
    --set kafka.port=0 --set kafka.controller-port=0 --set objects.port=0 >"$work/log" 2>&1 </dev/null &
  pid=$!
  until [ "$(ready "$data")" = 200 ]; do
    if ! kill -0 "$pid" 2>/dev/null || [ $(($(now) - began)) -gt $((longest_seconds * 1000)) ]; then
      tail -n 20 "$work/log" >&2
      echo "The server was not healthy within $longest_seconds s; what it said stands above." >&2
      exit 1
    fi
    sleep 0.05
  done
  took=$(($(now) - began))
}

stop() {
  kill -TERM "$pid"
  wait "$pid"
  pid=
}

# VmRSS of a process, in KiB.
resident() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$1/status"; }
children() { cat /proc/"$1"/task/*/children; }

join() { local IFS=,; echo "$*"; }

# measure NAME OPTIONS: appends one entry to the figures.
measure() {
  local name=$1 options=$2 data new=() used=() java redis i child
  echo "Measuring $name" >&2
  for ((i = 0; i < runs; i++)); do
    data=$work/$name-$i
    "$image/bin/bourse" init --data "$data" >"$work/log" 2>&1
    start "$data" "$options"
    new+=("$took")
    stop
    start "$data" "$options"
    used+=("$took")
    if [ "$i" = $((runs - 1)) ]; then
      sleep "$idle_seconds"
      java=$(resident "$pid")
      redis=0
      for child in $(children "$pid"); do redis=$((redis + $(resident "$child"))); done
    fi
    stop
    rm -rf "$data"
  done
  figures+=("    {\"kind\": \"$name\", \"options\": \"$options\", \"newDataMillis\": [$(join "${new[@]}")], \"usedDataMillis\": [$(join "${used[@]}")], \"idleJavaKiB\": $java, \"idleRedisKiB\": $redis}")
}

load_before=$(cut -d ' ' -f 1-3 /proc/loadavg)
figures=()
measure with-cache ""
measure without-cache "-XX:AOTMode=off"
measure with-cache-g1 "-XX:-UseSerialGC -XX:+UseG1GC"
load_after=$(cut -d ' ' -f 1-3 /proc/loadavg)

tarball_bytes=null
if [ -f "$image.tar.gz" ]; then tarball_bytes=$(stat -L -c %s "$image.tar.gz"); fi
jars=("$image"/lib/*.jar)
mkdir -p "$(dirname "$out")"
cat >"$out" <<JSON
{
  "command": "load-tests/start-up.sh IMAGE $runs",
  "commit": "$(git -C "$repository" rev-parse --short HEAD)",
  "date": "$(date -u +%FT%TZ)",
  "machine": {
    "cpu": "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)",
    "cores": $(nproc),
    "memoryMiB": $(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo),
    "system": "$(uname -sr)"
  },
  "loadBefore": "$load_before",
  "loadAfter": "$load_after",
  "meaning": "Milliseconds from the command to 200 of /health/ready, with a data directory that bourse init has just made (tables and listings are made then) and with the same one again; the files of the package are in the page cache. Resident memory of the Java process and of Redis $idle_seconds s after the second start, without any request.",
  "figures": [
$(printf '%s,\n' "${figures[@]}" | sed '$ s/,$//')
  ],
  "image": {
    "tarballBytes": $tarball_bytes,
    "unpackedBytes": $(du -sb "$image" | cut -f 1),
    "cacheBytes": $(stat -c %s "$image/lib/bourse.aot"),
    "jars": ${#jars[@]},
    "jarBytes": $(cat "${jars[@]}" | wc -c)
  }
}
JSON
echo "$out" >&2
