#!/bin/sh
# Checks in one line each what a build needs beside a JDK 25.
set -u

if ! command -v mvn >/dev/null 2>&1; then
  echo "Maven is needed and 'mvn' is not on the PATH: install it (Debian: apt-get install maven)." >&2
  exit 1
fi

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "Node 20.19 or newer is needed for the web console, and 'node' or 'npm' is not on the PATH: install it (https://nodejs.org)." >&2
  exit 1
fi
if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
  echo "Node 20.19 or newer is needed for the web console, this is $(node --version): install a newer one (https://nodejs.org)." >&2
  exit 1
fi
