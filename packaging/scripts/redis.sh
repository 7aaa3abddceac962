#!/bin/sh
# Gathers a Redis that runs from any folder: redis-server, its shared libraries and the licences of all of them.
#
#   redis.sh OUT        writes OUT/bin/redis-server (a wrapper), OUT/libexec, OUT/lib, OUT/licences
#
# The binary is Debian's own (BSD licence): apt-get downloads the packages and they are unpacked here, not installed, so
# no daemon starts and root is not needed. Does nothing when OUT is complete.
set -eu
out=$1
[ -x "$out/bin/redis-server" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root" "$work/debs"

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
  echo "redis-server 7 is needed and apt-get is not here to fetch it: install redis-server and put it on the PATH." >&2
  exit 1
fi

# The server and the libraries that its package may need, without the C library, which has to be the machine's own.
packages() {
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    redis-server 2>/dev/null | grep -E '^(redis|lib|lua|gcc-)' \
    | grep -vE '^(libc6|libelogind|libpam|libaudit|libsemanage|libsepol|libselinux|libdebian|libnewt|libslang|libreadline|libtextwrap|libdb)'
}
download() {
  names=$(packages) && [ -n "$names" ] && (cd "$work/debs" && apt-get download -q $names)
}
if ! download >"$work/apt.log" 2>&1; then
  if ! { apt-get update -q && download; } >>"$work/apt.log" 2>&1; then
    echo "redis-server 7 is needed and apt-get could not download it ($(grep -m1 '^E:' "$work/apt.log"))." \
      "Run apt-get update as root, or install redis-server and put it on the PATH." >&2
    exit 1
  fi
fi
for deb in "$work"/debs/*.deb; do
  package=$(dpkg-deb -f "$deb" Package)
  dpkg-deb -x "$deb" "$root/$package"
done

mkdir -p "$work/out/bin" "$work/out/libexec" "$work/out/lib" "$work/out/licences"
# In Debian redis-server is a link to this file of redis-tools; the program looks at the name it is started by.
cp -L "$(find "$root" -name redis-check-rdb -type f | head -n 1)" "$work/out/libexec/redis-server"

licence() {
  text=$(find "$root" -path "*/usr/share/doc/$1/copyright" | head -n 1)
  if [ -z "$text" ]; then
    # A package whose documentation folder is a link to that of the package it was built with.
    link=$(find "$root" -path "*/usr/share/doc/$1" -type l | head -n 1)
    [ -n "$link" ] && text=$(find "$root" -path "*/usr/share/doc/$(readlink "$link")/copyright" | head -n 1)
  fi
  if [ -z "$text" ]; then
    echo "No licence was found for $1, which the bundled Redis contains." >&2
    exit 1
  fi
  cp -L "$text" "$work/out/licences/$1.txt"
}

search=$(find "$root" -name '*.so*' -exec dirname {} \; | sort -u | tr '\n' ':')
LD_LIBRARY_PATH=$search ldd "$work/out/libexec/redis-server" >"$work/libraries"
if grep 'not found' "$work/libraries" >&2; then
  echo "The bundled Redis lacks the libraries above." >&2
  exit 1
fi
licence redis-tools
awk '$2 == "=>" {print $1, $3}' "$work/libraries" >"$work/needed"
while read -r name path; do
  case $name in
    libc.so.* | libm.so.* | libpthread.so.* | libdl.so.* | librt.so.* | ld-linux*) continue ;;
  esac
  case $path in
    "$root"/*) package=${path#"$root"/} && package=${package%%/*} ;;
    *) echo "$name came from this machine and not from a package: $path" >&2 && exit 1 ;;
  esac
  cp -L "$path" "$work/out/lib/$name"
  licence "$package"
done <"$work/needed"

cat >"$work/out/bin/redis-server" <<'WRAPPER'
#!/bin/sh
# Runs the bundled Redis with its own libraries.
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/libexec/redis-server" "$@"
WRAPPER
chmod 755 "$work/out/bin/redis-server" "$work/out/libexec/redis-server"
"$work/out/bin/redis-server" --version >/dev/null

mkdir -p "$(dirname "$out")"
rm -rf "$out"
mv "$work/out" "$out"
