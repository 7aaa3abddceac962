#!/bin/sh
# Compiles the load client against the libraries of an image: never stale, and in seconds.
#
#   compile-client.sh IMAGE CLASSES
set -eu
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
jdk=$("$repository/packaging/scripts/find-jdk.sh")
mkdir -p "$2"
find "$repository/load-tests/src/main/java" -name '*.java' -exec "$jdk/bin/javac" -proc:none -d "$2" -cp "$1/lib/*" {} +
