#!/bin/sh
# Gets what the tests need beside JDK, Maven and Node: Redis, PostgreSQL's server, Chromium; as root also strace, with
# which faults are injected. Installs with apt when it may,
# and otherwise names what is missing in one line. Starts no daemon.
#
#   test-tools.sh REDIS_OUT
set -eu
here=$(dirname "$0")

postgres_found() {
  command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1
}
chromium_found() {
  command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}

if ! command -v redis-server >/dev/null 2>&1; then "$here/redis.sh" "$1"; fi

missing=
postgres_found || missing="$missing postgresql"
chromium_found || missing="$missing chromium"
[ "$(id -u)" != 0 ] || command -v strace >/dev/null 2>&1 || missing="$missing strace"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"
else as_root=none
fi

if [ "$as_root" = none ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need and did not find:$missing. Install them (Debian: apt-get install$missing) and run make test again." >&2
  exit 1
fi

# A policy of 101 tells package scripts to start no service; one that is there already is kept.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  $as_root sh -c "printf '#!/bin/sh\nexit 101\n' > $policy && chmod 755 $policy"
  trap '$as_root rm -f "$policy"' EXIT
fi
echo "Installing for the tests:$missing"
install_missing() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing </dev/null
}
if ! install_missing; then
  $as_root apt-get update -q </dev/null
  if ! install_missing; then
    echo "apt-get could not install:$missing. Install them and run make test again." >&2
    exit 1
  fi
fi
