#!/bin/sh
# Records the ahead-of-time cache of the image: its classes, as they are after loading and linking, which halves the work of
# starting, and how its methods behave, so that orders are not interpreted and profiled anew after each start. What is
# recorded is a short demo of the image itself, under orders over HTTP, the stream and in batches.
#
#   aot.sh IMAGE
set -eu
image=$1
cache=$image/lib/bourse.aot
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
jdk=$("$repository/packaging/scripts/find-jdk.sh")
work=$(mktemp -d)
demo=
end() {
  if [ -n "$demo" ] && kill -0 "$demo" 2>/dev/null; then kill -KILL "$demo"; fi
  rm -rf "$work"
}
trap end EXIT
refuse() {
  grep -v 'Picked up JAVA_TOOL_OPTIONS' "$work/log" | tail -n 20 | cut -c 1-300 >&2
  echo "The start-up cache could not be recorded; what the run said stands above." >&2
  exit 1
}
# The cache is good for less when the orders that train it were not taken: whoever builds the image must see that.
load() {
  status=0
  "$jdk/bin/java" -XX:+UseSerialGC -cp "$work/classes:$image/lib/*" bourse.loadtests.OrderLoad --data "$work/data" \
    --rate 0 --warm-up 0 "$@" >"$work/load" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    echo "WARNING: the load '$*' ended with $status, so the start-up cache is trained less. It said:" >&2
    grep -v 'Picked up JAVA_TOOL_OPTIONS' "$work/load" | tail -n 5 | cut -c 1-300 >&2
  fi
}

echo "Recording the start-up cache"
rm -f "$cache"
: >"$work/log"
"$repository/load-tests/compile-client.sh" "$image" "$work/classes"
BOURSE_AOT_OUTPUT="$work/bourse.aot" "$image/bin/bourse" demo --data "$work/data" \
  --set http.port=0 --set management.port=0 --set kafka.port=0 --set kafka.controller-port=0 --set objects.port=0 \
  --set limits.address=1000000000 --set limits.user=1000000000 >"$work/log" 2>&1 </dev/null &
demo=$!
until grep -q '^ *Console ' "$work/log"; do
  kill -0 "$demo" || refuse
  sleep 0.2
done
load --seconds 25 --connections 16
load --seconds 5 --connections 4 --protocol STREAM --in-flight 32
load --seconds 2 --connections 2 --batch 500
load --seconds 2 --connections 2 --batch 500 --protocol STREAM --in-flight 2
kill -TERM "$demo"
wait "$demo" && [ -s "$work/bourse.aot" ] || refuse
demo=
mv "$work/bourse.aot" "$cache"
chmod 644 "$cache"
