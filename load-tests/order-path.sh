#!/usr/bin/env bash
# Measures the order path of the package: a fresh bourse start with H2, projection and Kafka on, accounts funded by the
# operator, and the load client on the same machine. Writes JSON, what else the machine did included.
#
#   order-path.sh IMAGE all    [OUT]    both of the next, in about eight minutes           results/order-path.json
#   order-path.sh IMAGE rates  [OUT]    latency at 500, 5,000, 7,500 and 15,000 orders/s   results/order-latency.json
#   order-path.sh IMAGE limits [OUT]    as fast as answers come over HTTP and the stream, bursts of batches over both
#                                                                                         results/order-limits.json
#   order-path.sh IMAGE replay FILE [OUT]  recorded flow through the batch route           results/replay-server.json
#
# RUNS=N takes N runs of each instead of one. WARM_UP=SECONDS of orders come first (40). The load client is compiled anew
# each time, against the libraries of the image.
set -euo pipefail
image=$(CDPATH='' cd -- "$1" && pwd)
what=$2
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
shift 2
runs=${RUNS:-1}
file=
if [ "$what" = replay ]; then
  file=$1
  shift
fi
case $what in
  all) out=order-path ;;
  rates) out=order-latency ;;
  limits) out=order-limits ;;
  replay) out=replay-server ;;
  *) sed -n '2,14p' "$0" >&2; exit 2 ;;
esac
out=${1:-$repository/load-tests/results/$out.json}
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
"$image/bin/bourse" init --data "$work/data" >"$work/log" 2>&1
# The symbol of recorded flow.
sed -i -e 's|^assets:|&\n  - {symbol: ES, name: Recorded contract, type: security, decimals: 0}|' \
  -e 's|^symbols:|&\n  - {symbol: ES-USD, tick: 0.25, lot: 1, minimum-notional: 0, maximum-quantity: 1000000, maker-fee-basis-points: 0, taker-fee-basis-points: 0}|' \
  "$work/data/markets.yaml"
"$image/bin/bourse" start --data "$work/data" --set tls.mode=off --set http.port=0 --set management.port=0 --set kafka.port=0 \
  --set kafka.controller-port=0 --set objects.port=0 \
  --set limits.address=1000000000 --set limits.user=1000000000 >"$work/log" 2>&1 </dev/null &
pid=$!
until grep -q '^Bourse serves' "$work/log" && grep -q '^  kafka  *started' "$work/log"; do
  kill -0 "$pid" || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done

results=()
commands=()
run() {
  local result
  result=$("$@") || echo "Some answers were errors; they stand in the result." >&2
  [ -n "$result" ] || exit 1
  results+=("$result")
}
load() {
  echo "order-load $*" >&2
  commands+=("\"order-load $*\"")
  run "$jdk/bin/java" -XX:+UseSerialGC -Xmx1g -cp "$work/classes:$image/lib/*" bourse.loadtests.OrderLoad \
    --data "$work/data" "$@"
}
replay() {
  echo "bourse replay $(basename "$file") --server" >&2
  commands+=("\"bourse replay $(basename "$file") --server --json\"")
  run "$image/bin/bourse" replay "$file" --server --data "$work/data" --json
}
warm_up() {
  load --rate 0 --seconds 1 --warm-up "${WARM_UP:-40}" --connections 16 >/dev/null
  results=()
  commands=()
}
rates() {
  load --rate 500 --seconds 20 --warm-up 1 --connections 16
  load --rate 5000 --seconds 20 --warm-up 1 --connections 16
  load --rate 7500 --seconds 30 --warm-up 2 --connections 32
  load --rate 15000 --seconds 60 --warm-up 2 --connections 64
}
limits() {
  load --rate 0 --seconds 20 --warm-up 2 --connections 32
  load --protocol STREAM --rate 0 --seconds 20 --warm-up 5 --connections 16 --in-flight 32
  # A burst is what goes in a second; the projection has nothing to do before it, and drains after it.
  load --rate 0 --batch 1000 --seconds 1 --warm-up 3 --connections 4
  load --protocol STREAM --rate 0 --batch 1000 --seconds 1 --warm-up 2 --connections 4 --in-flight 2
}

[ "$what" = replay ] || warm_up
for ((i = 0; i < runs; i++)); do
  case $what in
    all) rates; limits ;;
    rates) rates ;;
    limits) limits ;;
    replay) replay ;;
  esac
done
load_after=$(cut -d ' ' -f 1-3 /proc/loadavg)

join() { local IFS=,; echo "$*"; }
cat >"$out" <<JSON
{
  "command": "load-tests/order-path.sh IMAGE $what",
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
  "meaning": "Latency counts from each request's planned time; at rate 0 the next request goes as soon as the last was answered. Each order is acknowledged after it is durable and executed. A 404 is a cancel of an order that was filled meanwhile. What was planned and not sent within ten seconds after the end is counted and has no latency. CPU time is that of the whole server process per order, with the drain and without it, and that of the load client. The projection's lag is that at the last answer, its drain the time from there until SQL had everything.",
  "runs": [$(join "${commands[@]}")],
  "results": [
$(join "${results[@]}")
  ]
}
JSON
echo "$out" >&2
