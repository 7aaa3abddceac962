#!/bin/sh
# Prints the home of a JDK 25: JAVA_HOME when it is one, else the first found where distributions and tools put them.
set -u

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25[.+"]' "$1/release"
}

if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
  printf '%s\n' "$JAVA_HOME"
  exit 0
fi

on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/javac}
for home in ${on_path:+"$on_path"} /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/*; do
  if is_jdk_25 "$home"; then
    printf '%s\n' "$home"
    exit 0
  fi
done

echo "A JDK 25 is needed and none was found: install one (Temurin 25: https://adoptium.net) and set JAVA_HOME to it." >&2
exit 1
