#!/bin/sh
# Puts the folder together that becomes the tarball; what is the same already is left as it is.
#
#   image.sh JDK BUILD NAME     BUILD holds runtime/ and redis/; the folder is BUILD/NAME
set -eu
jdk=$1
build=$2
image=$build/$3
repository=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
mkdir -p "$image/lib" "$image/licences" "$image/docs"

# Copies the files of a folder, and removes those that are no longer there.
mirror() {
  rm -rf "$2.new" "$2.old"
  cp -a "$1" "$2.new"
  if [ -e "$2" ]; then mv "$2" "$2.old"; fi
  mv "$2.new" "$2"
  rm -rf "$2.old"
}

mirror "$build/runtime" "$image/runtime"
mirror "$build/redis" "$image/redis"
mirror "$repository/packaging/content/bin" "$image/bin"
mirror "$repository/config-samples" "$image/config-samples"
# Messages name these pages.
mirror "$repository/docs/runbooks" "$image/docs/runbooks"
if [ -d "$repository/web-console/dist" ]; then mirror "$repository/web-console/dist" "$image/console"; fi
cp "$repository/LICENSE" "$image/LICENSE"

mkdir -p "$build/lib"
rm -f "$build/lib"/*.jar
cp "$repository"/cli/target/lib/*.jar "$repository"/cli/target/bourse-cli-*.jar "$build/lib/"
# The start-up cache remembers the times of the jars; a fixed one survives copying and packing.
touch -d 2026-01-01T00:00:00Z "$build/lib"/*.jar
mirror "$build/lib" "$image/lib"

mkdir -p "$image/sbom"
cp "$repository/cli/target/sbom/bourse.cdx.json" "$image/sbom/bourse.cdx.json"
node "$repository/packaging/scripts/console-sbom.mjs" "$repository/web-console/package-lock.json" >"$image/sbom/console.cdx.json"
node "$repository/packaging/scripts/check-sbom.mjs" "$image"

"$jdk/bin/java" "$repository/packaging/scripts/Notices.java" \
  "$image" "$repository/cli/target/lib" "$repository/packaging/licences.txt" \
  >"$image/licences/THIRD-PARTY.md"
printf '%s\n' "$3" >"$image/VERSION"
