#!/usr/bin/env bash
# Tries the package as a stranger gets it: unpacked into a path with a space, run by a user who is not root, with no Java,
# no Redis and next to nothing else on the PATH. Starts its demo on free ports, waits until it is healthy, ends it by SIGTERM.
#
#   package-test.sh TARBALL
set -euo pipefail
tarball=$1
longest=90
work=$(mktemp -d)
place="$work/a place"
pid=
end() {
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap end EXIT
failed() {
  if [ -s "$work/log" ]; then tail -n 40 "$work/log" >&2; fi
  echo "The package does not work: $1" >&2
  exit 1
}

mkdir -p "$place/home" "$work/tools"
for tool in dirname readlink; do ln -s "$(command -v "$tool")" "$work/tools/$tool"; done
tar --extract --gzip --file "$tarball" --directory "$place" --no-same-owner
image=$(ls -d "$place"/bourse-*)
node "$(dirname "$0")/check-sbom.mjs" "$image" || failed "its bill of materials is not of what is in it"
user=$(id -un)
as_user=()
if [ "$(id -u)" = 0 ]; then
  user=nobody
  as_user=(setpriv --reuid=nobody --regid="$(id -gn nobody)" --clear-groups)
  chmod 755 "$work"
  chown nobody "$place/home"
fi
bare=("${as_user[@]}" /usr/bin/env -i PATH="$work/tools" HOME="$place/home" TMPDIR="$place/home")

version=$("${bare[@]}" "$image/bin/bourse" version 2>"$work/log") || failed "bourse version failed"
case $version in
  "bourse "*) ;;
  *) failed "bourse version said: $version" ;;
esac

# With this option Java ends when it can't use the start-up cache, instead of going on without.
"${bare[@]}" BOURSE_JAVA_OPTIONS=-XX:AOTMode=on "$image/bin/bourse" version >/dev/null 2>"$work/log" \
  || failed "its start-up cache is not there or does not fit"
"${bare[@]}" BOURSE_JAVA_OPTIONS="-XX:AOTMode=on -XX:MaxRAM=1g" "$image/bin/bourse" version >/dev/null 2>"$work/log" \
  || failed "it does not start on a machine with 1 GiB of memory"

SECONDS=0
"${bare[@]}" "$image/bin/bourse" demo --data "$place/home/demo" --set http.port=0 --set management.port=0 --set kafka.port=0 \
  --set kafka.controller-port=0 --set objects.port=0 >"$work/log" 2>&1 </dev/null &
pid=$!

# The status of the management port's answer; empty while there is none.
ready() {
  local note=$place/home/demo/run/server.json port status
  [ -s "$note" ] || return 0
  port=$(sed -n 's|.*"management" *: *"http://[^:]*:\([0-9]*\)".*|\1|p' "$note")
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 0
    printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$port" >&3
    read -r -t 5 _ status _ <&3 || exit 0
    echo "$status"
  ) 2>/dev/null
}
until [ "$(ready)" = 200 ] && grep -q '^ *Console ' "$work/log"; do
  kill -0 "$pid" 2>/dev/null || failed "the demo ended by itself"
  [ "$SECONDS" -lt "$longest" ] || failed "the demo was not healthy within $longest s"
  sleep 0.3
done
healthy=$SECONDS

kill -TERM "$pid"
code=0
wait "$pid" || code=$?
pid=
[ "$code" = 0 ] || failed "the demo ended with $code after SIGTERM"
for process in /proc/[0-9]*; do
  if tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -qF "$place/"; then
    failed "process ${process#/proc/} was left behind"
  fi
done
echo "The package works: ${version%%$'\n'*}, unpacked into \"${place##*/}\" and run by $user without Java on the PATH;" \
  "its demo was healthy after $healthy s and ended well."
