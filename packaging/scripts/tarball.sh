#!/bin/sh
# Packs the image: the same files give the same order, owners and modes, whoever packs.
#
#   tarball.sh BUILD NAME
set -eu
tar --create --gzip --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
  --file "$1/$2.tar.gz.new" --directory "$1" "$2"
mv "$1/$2.tar.gz.new" "$1/$2.tar.gz"
echo "$1/$2.tar.gz ($(du -h "$1/$2.tar.gz" | cut -f1))"
