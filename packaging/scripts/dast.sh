#!/usr/bin/env bash
# Attacks a running instance of the image with tools that others wrote: nmap, testssl.sh, sqlmap, wapiti. On the loopback
# address only, each bounded in time, in about ten minutes. Fails on what docs/security/dast.md does not explain.
#
#   dast.sh IMAGE OUT        the tools' reports go to the folder OUT
set -euo pipefail
image=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
rm -f "$out"/*.txt "$out"/*.json
work=$(mktemp -d)
data=$work/data
server=
end() {
  if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
    kill -TERM "$server"
    wait "$server" || true
  fi
  rm -rf "$work"
}
trap end EXIT

missing=
for tool in nmap testssl sqlmap wapiti; do
  command -v "$tool" >/dev/null 2>&1 || missing="$missing ${tool/%testssl/testssl.sh}"
done
if [ -n "$missing" ]; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
    || { echo "make dast needs and did not find:$missing. Install them (Debian: apt-get install$missing)." >&2; exit 1; }
  echo "Installing$missing"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing </dev/null >"$out/install.txt" 2>&1 \
    || { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } </dev/null >>"$out/install.txt" 2>&1
fi

failed=0
found() {
  echo "  FOUND: $1"
  failed=1
}
# The TCP ports that a process listens on, as the kernel tells; those that are not of 127.0.0.1 with their address.
listening() {
  node -e '
    const fs = require("node:fs");
    const own = new Set(fs.readdirSync(`/proc/${process.argv[1]}/fd`).flatMap((fd) => {
      try { return [/^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${process.argv[1]}/fd/${fd}`))?.[1]]; } catch { return []; }
    }));
    const ports = ["tcp", "tcp6"].flatMap((table) => fs.readFileSync(`/proc/${process.argv[1]}/net/${table}`, "utf8").split("\n").slice(1)
      .map((line) => line.trim().split(/\s+/)).filter((words) => words[3] === "0A" && own.has(words[9])).map((words) => {
        const [address, port] = words[1].split(":");
        return /^(0{16}FFFF0000)?0100007F$/.test(address) ? `${parseInt(port, 16)}` : words[1];
      }));
    console.log([...new Set(ports)].sort().join(" "));' "$1"
}
free_ports() {
  node -e 'const net = require("node:net");
    const servers = Array.from({ length: Number(process.argv[1]) }, () => net.createServer().listen(0, "127.0.0.1"));
    Promise.all(servers.map((s) => new Promise((done) => s.on("listening", done)))).then(() => {
      console.log(servers.map((s) => s.address().port).join(" "));
      servers.forEach((s) => s.close());
    });' "$1"
}

read -r http tls management kafka controller objects <<<"$(free_ports 6)"
"$image/bin/bourse" init --data "$data" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
# The tools are many clients at one address, and are not to be shown the limits alone.
"$image/bin/bourse" start --data "$data" --set tls.mode=on --set http.port="$http" --set tls.port="$tls" --set management.port="$management" \
  --set kafka.port="$kafka" --set kafka.controller-port="$controller" --set objects.port="$objects" \
  --set http.public-url="https://localhost:$tls" --set http.strict-subdomains=true --set console.directory="$image/console" \
  --set limits.address=1000000000 --set limits.user=1000000000 --set auth.address-failures=100000 >"$work/log" 2>&1 </dev/null &
server=$!
until grep -q '^Bourse serves' "$work/log" && grep -q '^  kafka  *started' "$work/log"; do
  kill -0 "$server" || { tail -n 40 "$work/log" >&2; exit 1; }
  sleep 0.3
done
url=https://localhost:$tls
call() { curl --silent --show-error --fail --cacert "$data/ca.pem" --header 'Content-Type: application/json' "$@"; }
password="quiet violins over $(node -p 'require("node:crypto").randomBytes(9).toString("hex")')"
(umask 077 && printf '%s\n' "$password" >"$work/password")
for role in MEMBER SUPERADMIN; do
  "$image/bin/bourse" user create "$role@dast.example" --full-name "Dast $role" --role "$role" --password-file "$work/password" --data "$data" >/dev/null
done
"$image/bin/bourse" account deposit MEMBER@dast.example USD 1000000 --reference dast --data "$data" >/dev/null
# A token lives for five minutes: each tool gets a new one.
token() {
  call --data "{\"email\":\"$1@dast.example\",\"password\":\"$password\"}" "$url/v1/auth/login" | sed 's/.*"accessToken":"\([^"]*\)".*/\1/'
}
call --header "Authorization: Bearer $(token MEMBER)" \
  --data '{"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"100","quantity":"0.01","clientOrderId":"dast-1"}' "$url/v1/orders" >/dev/null

echo "nmap: which ports there are, and what they tell"
opened=$(listening "$server")
asked=$(printf '%s\n' "$http" "$tls" "$management" "$kafka" "$controller" "$objects" | sort | paste -sd ' ')
[ "$opened" = "$asked" ] || found "it listens on $opened instead of $asked"
# With + a script is run also where nmap does not recognise the service.
timeout 240 nmap -n -sT -sV --version-light --script-timeout 60s \
  --script '+http-methods,+http-headers,+http-server-header,+http-title,+http-trace,+http-cors,+http-git,+http-robots.txt,+http-cookie-flags,+http-security-headers,+http-auth,ssl-cert,ssl-enum-ciphers,ssl-heartbleed,ssl-poodle,ssl-ccs-injection,ssl-dh-params,tls-alpn,redis-info' \
  -p "$http,$tls,$management,$kafka,$controller,$objects" -oN "$out/nmap.txt" 127.0.0.1 >/dev/null 2>&1 || found "nmap did not end; see nmap.txt"
grep -qE 'TRACE is enabled|State: VULNERABLE|Git repository found|redis_version' "$out/nmap.txt" && found "see nmap.txt"

echo "testssl.sh: the listener with TLS"
timeout 420 testssl --quiet --warnings batch --color 0 --nodns none --ip 127.0.0.1 --add-ca "$data/ca.pem" --openssl-timeout 5 --connect-timeout 5 \
  --jsonfile "$out/testssl.json" "$url" >"$out/testssl.txt" 2>&1 </dev/null || true
node -e '
  const expected = new Set(process.argv[2].split(" "));
  const text = require("node:fs").readFileSync(process.argv[1], "utf8").trim();
  // On a busy machine the time is over before it has imitated every client, and its list has no end.
  const whole = text.endsWith("]");
  if (!whole) console.log("  not ended in its time, with the last client that it imitated");
  const bad = JSON.parse(whole ? text : `${text}]`)
    .filter(({ id, severity }) => ["MEDIUM", "HIGH", "CRITICAL", "FATAL"].includes(severity) && !expected.has(id));
  bad.forEach(({ id, severity, finding }) => console.log(`  ${severity} ${id}: ${finding}`));
  process.exit(bad.length ? 1 : 0);' "$out/testssl.json" "cert_revocation cipher_order" || found "see testssl.txt"

echo "sqlmap: parameters that reach the database"
attack() {
  local name=$1 role=$2
  shift 2
  timeout 150 sqlmap --batch --disable-coloring --flush-session --output-dir "$work/sqlmap" --level 3 --risk 2 --technique BEUS --threads 4 --timeout 10 \
    --skip-waf --ignore-code 401 --random-agent --headers "Authorization: Bearer $(token "$role")\nContent-Type: application/json" "$@" \
    >"$out/sqlmap-$name.txt" 2>&1 </dev/null || true
  if grep -qE 'identified the following injection point|is vulnerable|appears to be .* injectable' "$out/sqlmap-$name.txt"; then
    found "see sqlmap-$name.txt"
  elif grep -q 'do not appear to be injectable' "$out/sqlmap-$name.txt"; then
    echo "  $name: not injectable"
  else
    echo "  $name: not ended in its time, nothing found until then"
  fi
}
attack orders MEMBER -u "$url/v1/orders?symbol=BTC-USD&status=OPEN&limit=10"
attack trades MEMBER -u "$url/v1/trades?symbol=BTC-USD&limit=10"
attack client-id MEMBER -u "$url/v1/orders/by-client-id/dast-1*"
attack place MEMBER -u "$url/v1/orders" --data '{"symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"100","quantity":"0.01","clientOrderId":"dast-2*"}'
attack candles MEMBER -u "$url/v1/symbols/BTC-USD*/candles?interval=1m&limit=10"
attack users SUPERADMIN -u "$url/v1/admin/users?email=MEMBER&role=MEMBER&status=ACTIVE&limit=10"
attack audit SUPERADMIN -u "$url/v1/admin/audit?actor=operator:x&action=user.create&target=user:1&limit=10"

echo "wapiti: pages and parameters"
start=()
for path in / /docs /problems /problems/1001 /v1/time /v1/venue /v1/symbols '/v1/symbols/BTC-USD/depth?limit=20' '/v1/symbols/BTC-USD/candles?interval=1m&limit=10' \
  '/v1/orders?symbol=BTC-USD&status=OPEN&limit=10' '/v1/trades?symbol=BTC-USD&limit=10' '/v1/wallets/USD' '/v1/me/sessions?limit=10'; do
  start+=(--start "$url$path")
done
# Its modules that ask other hosts are left out; what it would load from elsewhere ends at a closed port.
https_proxy=http://127.0.0.1:9 http_proxy=http://127.0.0.1:9 no_proxy=localhost,127.0.0.1 timeout 400 wapiti --url "$url/" "${start[@]}" --header "Authorization: Bearer $(token MEMBER)" --verify-ssl 0 --scope domain --no-bugreport \
  --module 'backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,redirect,shellshock,sql,xss' \
  --max-scan-time 90 --max-attack-time 30 --store-session "$work/wapiti" --format json --output "$out/wapiti.json" >"$out/wapiti.txt" 2>&1 </dev/null || true
node -e '
  const report = JSON.parse(require("node:fs").readFileSync(process.argv[1]));
  const bad = ["vulnerabilities", "anomalies"].flatMap((kind) => Object.entries(report[kind] ?? {}).flatMap(([name, all]) => all.map((one) => ({ name, ...one }))));
  const expected = ({ info }) => /^X-XSS-Protection is not set/.test(info);
  const left = bad.filter((one) => !expected(one));
  left.forEach(({ name, method, path, info }) => console.log(`  ${name}: ${method} ${path} ${info}`));
  process.exit(left.length ? 1 : 0);' "$out/wapiti.json" || found "see wapiti.txt"

# Last, since wrong passwords keep the address and the user waiting.
echo "sqlmap: the login"
attack login MEMBER -u "$url/v1/auth/login" --data '{"email":"MEMBER@dast.example*","password":"x"}'

grep -A 20 -E 'Unforeseen failure|A stream request failed' "$work/log" >"$out/server-errors.txt" && found "the server did not foresee something; see server-errors.txt"
cp "$work/log" "$out/server.txt"
kill -TERM "$server"
wait "$server" || found "the server did not stop well"
server=
[ "$failed" = 0 ] && echo "Nothing was found that docs/security/dast.md does not explain. Reports: $out"
exit "$failed"
