#!/usr/bin/env bash
# Measures authentication of the package, in about five minutes: logins per second and their latency with the default Argon2id
# cost, refreshes, the CPU that the gateway adds to a request, and how others fare while one client floods. Writes JSON, what else
# the machine did included.
#
#   auth-figures.sh IMAGE [OUT]       OUT: load-tests/results/auth.json unless told otherwise
#
# SECONDS_EACH=N measures each for N seconds instead of 15. The client is compiled anew each time, against the libraries of the image.
set -euo pipefail
image=$(CDPATH='' cd -- "$1" && pwd)
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${2:-$repository/load-tests/results/auth.json}
each=${SECONDS_EACH:-15}
jdk=$("$repository/packaging/scripts/find-jdk.sh")
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

"$repository/load-tests/compile-client.sh" "$image" "$work/classes"
load_before=$(cut -d ' ' -f 1-3 /proc/loadavg)

# start NAME SETTING…: a server of its own.
start() {
  data=$work/$1
  shift
  "$image/bin/bourse" init --data "$data" >"$work/log" 2>&1
  "$image/bin/bourse" start --data "$data" --set tls.mode=off --set http.port=0 --set management.port=0 --set kafka.port=0 \
    --set kafka.controller-port=0 --set objects.port=0 --set limits.address=1000000000 "$@" >"$work/log" 2>&1 </dev/null &
  pid=$!
  until grep -q '^Bourse serves' "$work/log" && grep -q '^  kafka  *started' "$work/log"; do
    kill -0 "$pid" || { cat "$work/log" >&2; exit 1; }
    sleep 0.2
  done
}
stop() {
  kill -TERM "$pid"
  wait "$pid"
  pid=
}

results=()
measure() {
  local result
  echo "$*" >&2
  result=$("$@")
  results+=("$result")
}
load() {
  measure "$jdk/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$work/classes:$image/lib/*" bourse.loadtests.AuthLoad --data "$data" "$@"
}

start unlimited --set limits.user=1000000000
load --work LOGINS --connections 1 --seconds "$each" --warm-up 10
for connections in 2 8 32 128; do load --work LOGINS --connections "$connections" --seconds "$each" --warm-up 2; done
load --work REFRESHES --connections 8 --seconds "$each" --warm-up 5
stop
# The limits as they are installed, but for those of the address that the clients of this test share.
start limited
load --work FLOOD --connections 8 --seconds "$each" --warm-up 20
stop
PATH="$PATH:$image/redis/bin" measure "$image/runtime/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:InitialHeapSize=400m -XX:NewSize=320m \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$work/classes:$image/lib/*" \
  bourse.loadtests.AccessCost --work "$work/access" --seconds 5
load_after=$(cut -d ' ' -f 1-3 /proc/loadavg)

join() { local IFS=,; echo "$*"; }
cat >"$out" <<JSON
{
  "command": "load-tests/auth-figures.sh IMAGE",
  "commit": "$(git -C "$repository" rev-parse --short HEAD)",
  "date": "$(date -u +%FT%TZ)",
  "machine": {
    "cpu": "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)",
    "cores": $(nproc),
    "memoryMiB": $(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo),
    "system": "$(uname -sr)"
  },
  "whatElseRan": "${WHAT_ELSE_RAN:-nothing that was started here}; on the same cores: the load client, projection to H2, Kafka, Redis, object store",
  "loadBefore": "$load_before",
  "loadAfter": "$load_after",
  "meaning": "LOGINS and REFRESHES: each connection sends the next when answered; latency is of those that were let in, 429 of those for whom the queue of the hashing slots (auth.hashing-slots, 2) had no room; CPU is that of the whole server process. FLOOD: eight others send an order each 80 ms by a schedule from which latency counts, alone and beside one user who sends orders on four connections as fast as they are answered; limits.user as installed. The last: CPU of a request with the same small answer behind the bare HTTP server and behind the gateway (client address, limits, host, contract, token, session and roles, headers), without the client's threads; with a new token its signature is verified.",
  "results": [
$(join "${results[@]}")
  ]
}
JSON
echo "$out" >&2
