#!/bin/sh
# Records the ahead-of-time cache of the image in a short demo of the image itself, which halves the work of starting.
#
#   aot.sh IMAGE
set -eu
image=$1
cache=$image/lib/bourse.aot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f "$cache"
echo "Recording the start-up cache"
if ! BOURSE_AOT_OUTPUT="$work/bourse.aot" "$image/bin/bourse" demo --data "$work/data" --stop-after 20 \
  --set http.port=0 --set management.port=0 --set kafka.port=0 --set kafka.controller-port=0 --set objects.port=0 \
  >"$work/log" 2>&1 || [ ! -s "$work/bourse.aot" ]; then
  grep -v 'Picked up JAVA_TOOL_OPTIONS' "$work/log" | tail -n 20 | cut -c 1-300 >&2
  echo "The start-up cache could not be recorded; what the run said stands above." >&2
  exit 1
fi
mv "$work/bourse.aot" "$cache"
chmod 644 "$cache"
