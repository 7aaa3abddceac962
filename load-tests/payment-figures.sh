#!/usr/bin/env bash
# Measures payments of the package, in about two minutes: deposits per second from the wish to the balance through the simulated
# provider, and what a storm of 10,000 copies of one webhook does. Writes JSON, what else the machine did included.
#
#   payment-figures.sh IMAGE [OUT]       OUT: load-tests/results/payments.json unless told otherwise
set -euo pipefail
image=$(CDPATH='' cd -- "$1" && pwd)
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${2:-$repository/load-tests/results/payments.json}
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
port=${SIMULATOR_PORT:-18095}
"$image/bin/bourse" init --data "$work/data" >"$work/log" 2>&1
"$image/bin/bourse" start --data "$work/data" --set server.environment=demo --set payments.simulator=true \
  --set payments.simulator-port="$port" --set payments.level-limits=false --set auth.verify-email=false --set http.port=0 \
  --set management.port=0 --set kafka.port=0 --set kafka.controller-port=0 --set objects.port=0 --set limits.address=1000000000 \
  --set limits.user=1000000000 >"$work/log" 2>&1 </dev/null &
pid=$!
until grep -q '^Bourse serves' "$work/log" && grep -q '^  kafka  *started' "$work/log"; do
  kill -0 "$pid" || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done

results=()
load() {
  local result
  echo "$*" >&2
  result=$("$jdk/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$work/classes:$image/lib/*" bourse.loadtests.PaymentLoad \
    --data "$work/data" --simulator "http://127.0.0.1:$port" "$@")
  results+=("$result")
}
for connections in 1 8 32; do load --work DEPOSITS --connections "$connections" --seconds "$each"; done
load --work STORM --connections 8
load_after=$(cut -d ' ' -f 1-3 /proc/loadavg)

join() { local IFS=,; echo "$*"; }
cat >"$out" <<JSON
{
  "command": "load-tests/payment-figures.sh IMAGE",
  "commit": "$(git -C "$repository" rev-parse --short HEAD)",
  "date": "$(date -u +%FT%TZ)",
  "machine": {
    "cpu": "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)",
    "cores": $(nproc),
    "memoryMiB": $(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo),
    "system": "$(uname -sr)"
  },
  "whatElseRan": "${WHAT_ELSE_RAN:-nothing that was started here}; on the same cores: the load client, the simulated provider in the server's process, projection to H2, Kafka, Redis, object store",
  "loadBefore": "$load_before",
  "loadAfter": "$load_after",
  "meaning": "DEPOSITS: each connection opens a deposit, pays it on the simulated provider's page, and waits until it is CREDITED; three webhooks come of each, and each step that must survive a power cut is forced to disk. STORM: copies of one signed webhook of a deposit of 10 that is credited, at the same time; the balance afterwards.",
  "results": [
$(join "${results[@]}")
  ]
}
JSON
echo "$out" >&2
