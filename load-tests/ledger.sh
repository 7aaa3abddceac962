#!/usr/bin/env bash
# Measures the ledger on PostgreSQL over ten million postings: balances at past times, trial balances, explanations. Writes JSON, what
# else the machine did included. Filling takes some minutes.
#
#   ledger.sh LIBRARIES URL USER [OUT]
#
# LIBRARIES: class path of the product, such as IMAGE/lib/*; URL: JDBC URL of an empty database that USER owns, with trust or a peer;
# OUT: load-tests/results/ledger.json unless told otherwise. POSTINGS=N fills fewer.
set -euo pipefail
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
out=${4:-$repository/load-tests/results/ledger.json}
jdk=$("$repository/packaging/scripts/find-jdk.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$jdk/bin/javac" -proc:none -d "$work/classes" -cp "$1" "$repository/load-tests/src/main/java/bourse/loadtests/LedgerLoad.java"
load_before=$(cut -d ' ' -f 1-3 /proc/loadavg)
"$jdk/bin/java" -cp "$work/classes:$1" bourse.loadtests.LedgerLoad --url "$2" --user "$3" \
  --postings "${POSTINGS:-10000000}" >"$work/figures"
load_after=$(cut -d ' ' -f 1-3 /proc/loadavg)
cat >"$out" <<JSON
{
  "command": "load-tests/ledger.sh LIBRARIES URL USER",
  "commit": "$(git -C "$repository" rev-parse --short HEAD)",
  "date": "$(date -u +%FT%TZ)",
  "machine": {
    "cpu": "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)",
    "cores": $(nproc),
    "memoryMiB": $(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo),
    "system": "$(uname -sr)"
  },
  "whatElseRan": "${WHAT_ELSE_RAN:-nothing that was started here}; on the same cores: PostgreSQL with its default settings",
  "loadBefore": "$load_before",
  "loadAfter": "$load_after",
  "meaning": "Two of three commands are deposits, one holds funds, spread over a year and 10,000 accounts: the bank's account has a third of all postings. Each read is one transaction, one after the other, at random times of the last nine tenths of the year; the trial balance reads all wallets.",
  "figures": $(cat "$work/figures")
}
JSON
echo "$out" >&2
