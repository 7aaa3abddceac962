#!/bin/sh
# Links the Java runtime of the image: the modules of runtime-modules.txt, stripped and compressed.
#
#   runtime.sh JDK OUT
set -eu
jdk=$1
out=$2
modules=$(grep -v '^#' "$(dirname "$0")/../runtime-modules.txt" | paste -sd, -)
rm -rf "$out"
echo "Linking the Java runtime"
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
  --include-locales=en --output "$out"
