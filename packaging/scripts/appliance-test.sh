#!/usr/bin/env bash
# Uses the image as people do: starts the demo on free ports, walks through the console with a browser, runs the k6 scripts
# against it, and stops it.
#
#   appliance-test.sh IMAGE
set -euo pipefail
image=$(realpath "$1")
work=$(mktemp -d)
demo=
end() {
  if [ -n "$demo" ] && kill -0 "$demo" 2>/dev/null; then
    kill -TERM "$demo"
    wait "$demo" || true
  fi
  rm -rf "$work"
}
trap end EXIT

# Passkeys are bound to the address that the browser shows, so the port is chosen beforehand.
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
  console.log(server.address().port);
  server.close();
});')
"$image/bin/bourse" demo --data "$work/demo data" --set http.port="$port" \
  --set http.public-url="http://localhost:$port" --set management.port=0 --set kafka.port=0 \
  --set kafka.controller-port=0 --set objects.port=0 \
  --set auth.verify-email=true --set auth.step-up-lifetime=1h --set limits.address=1000000000 --set limits.user=1000000000 >"$work/log" 2>&1 </dev/null &
demo=$!
for ((i = 0; i < 120; i++)); do
  grep -q '^ *Console ' "$work/log" && break
  kill -0 "$demo" 2>/dev/null || break
  sleep 1
done
url=$(sed -n 's/^ *Console *//p' "$work/log")
if [ -z "$url" ]; then
  tail -n 40 "$work/log" >&2
  echo "The demo did not come up; what it said stands above." >&2
  exit 1
fi
login=$(node -e '
  const { logins } = JSON.parse(require("node:fs").readFileSync(process.argv[1]));
  const trader = logins.find((login) => login.part === "TRADER");
  console.log(`${trader.email}:${trader.password}`);' "$work/demo data/demo-logins.json")

failed=0
echo "Walking through the console"
(cd web-console && BOURSE_URL=${url/127.0.0.1/localhost} BOURSE_EMAIL=${login%%:*} BOURSE_PASSWORD=${login#*:} \
  BOURSE_COMMAND=$image/bin/bourse BOURSE_DATA="$work/demo data" npm run --silent e2e) || failed=1
for script in login login-storm refresh-storm order-flow market-data; do
  echo "Running load-tests/k6/$script.js"
  node load-tests/k6-shim/run.js -e BOURSE_URL="$url" -e BOURSE_LOGINS="$login" "load-tests/k6/$script.js" || failed=1
done

kill -TERM "$demo"
if ! wait "$demo"; then
  echo "The demo did not stop well:" >&2
  failed=1
fi
demo=
if [ "$failed" -ne 0 ]; then
  tail -n 40 "$work/log" >&2
fi
exit "$failed"
