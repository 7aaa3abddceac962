#!/usr/bin/env bash
# Runs nginx with ModSecurity and the Core Rule Set, configured by config-samples/waf, in front of a server of its own: every
# operation of the contract must pass, and every attack of packaging/waf/waf-test.mjs must be stopped.
#
#   waf-test.sh BOURSE [RESULT]     BOURSE is the command, RESULT where the tables are written
set -euo pipefail
bourse=$(realpath "$1")
result=${2:-/dev/stdout}
root=$(realpath "$(dirname "$0")/../..")
for package in nginx libnginx-mod-http-modsecurity modsecurity-crs; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || {
    echo "make waf-test needs Debian's $package: apt-get install nginx libnginx-mod-http-modsecurity modsecurity-crs" >&2
    exit 1
  }
done

work=$(mktemp -d)
server=
nginx=
end() {
  for process in $nginx $server; do
    kill -TERM "$process" 2>/dev/null && wait "$process" || true
  done
  rm -rf "$work"
}
trap end EXIT

free_port() {
  node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
    console.log(server.address().port);
    server.close();
  });'
}
behind=$(free_port)
front=$(free_port)

"$bourse" init --data "$work/data" >/dev/null
cat >>"$work/data/bourse.yaml" <<YAML

http.port: $behind
http.trusted-proxies: [127.0.0.1]
tls.mode: off
management.port: 0
kafka.port: 0
kafka.controller-port: 0
objects.port: 0
limits.address: 1000000000
limits.user: 1000000000
auth.verify-email: false
YAML
"$bourse" start --data "$work/data" >"$work/log" 2>&1 </dev/null &
server=$!
for ((i = 0; i < 120; i++)); do
  curl -sf "http://127.0.0.1:$behind/v1/time" >/dev/null && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.5
done

# The sample itself, but for ports, TLS, and where it writes.
mkdir -p "$work/nginx/logs"
cp "$root"/config-samples/waf/*.conf "$work/nginx"
sed -i "s:/var/log/nginx:$work/nginx/logs:; s:/etc/nginx/bourse:$work/nginx:" "$work"/nginx/*.conf
sed -i -e "s:127.0.0.1\:8080:127.0.0.1\:$behind:" -e "s:pid .*:pid $work/nginx/pid;:" -e '/^user /d' -e '/ssl_/d' \
  -e '/listen 80;/,/return/d' -e "s:listen 443 ssl:listen 127.0.0.1\:$front:" -e "s:server_name .*:server_name _;:" \
  -e "s:load_module modules:load_module /usr/lib/nginx/modules:" "$work/nginx/nginx.conf"
nginx -e "$work/nginx/logs/error.log" -p "$work/nginx" -c "$work/nginx/nginx.conf" -g 'daemon off;' &
nginx=$!
for ((i = 0; i < 50; i++)); do
  curl -sf "http://127.0.0.1:$front/v1/time" >/dev/null && break
  sleep 0.2
done

node "$root/packaging/waf/waf-test.mjs" "http://127.0.0.1:$front" "http://127.0.0.1:$behind" >"$work/result" || {
  tail -n 20 "$work/nginx/logs/error.log" >&2
  exit 1
}
cat "$work/result" >"$result"
