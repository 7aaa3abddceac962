#!/bin/sh
# Looks at our jars with SpotBugs and Find Security Bugs, and fails on what packaging/sast/exclude.xml does not explain.
#
#   sast.sh JDK LIB CLASSPATH OUT    LIB: the jars of the package; CLASSPATH: a file that names those of the tools
set -eu
jdk=$1
lib=$2
tools=$(cat "$3")
out=$4
plugin=$(printf '%s' "$tools" | tr ':' '\n' | grep '/findsecbugs-plugin-')
class_path=$(printf '%s:' "$lib"/*.jar)
code=0
"$jdk/bin/java" -Xmx2g -XX:+UseParallelGC -cp "$tools" edu.umd.cs.findbugs.FindBugs2 -exitcode -effort:default -medium -longBugCodes -sortByClass \
  -exclude "$(dirname "$0")/../sast/exclude.xml" -pluginList "$plugin" -auxclasspath "$class_path" -output "$out" \
  "$lib"/bourse-*.jar 2>"$out.log" </dev/null || code=$?
# 1: found something. 2: classes are missing that no part of ours uses. 4 and more: did not work.
if [ "$code" -ge 4 ] || [ ! -e "$out" ] || grep -q 'Unable to read filter' "$out.log"; then
  cat "$out.log" >&2
  echo "SpotBugs did not work." >&2
  exit 1
fi
if [ -s "$out" ]; then
  cat "$out" >&2
  echo "SpotBugs found the above: mend it, or say in packaging/sast/exclude.xml why it is none." >&2
  exit 1
fi
echo "SpotBugs and Find Security Bugs find nothing in $(ls "$lib"/bourse-*.jar | wc -l) jars that is not explained."
