#!/bin/sh
# Build a base image from Debian's packages, for machines that reach no image registry.
#
#   sudo scripts/base-image.sh [IMAGE]        (default: nabla-base)
#   docker build --build-arg BASE_IMAGE=nabla-base -t nabla-cell -f judge/cell/Dockerfile .
#
# Needs root, debootstrap and a running engine. MIRROR and SUITE choose the packages.
set -eu
image=${1:-nabla-base}
suite=${SUITE:-trixie}
root=$(mktemp -d)
chmod 755 "$root" # it becomes the root folder, which everybody must be able to enter
trap 'rm -rf "$root" "$root.log"' EXIT
trap 'exit 1' HUP INT TERM

echo "1/2 Debian $suite with Python ..."
debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
    "$suite" "$root" ${MIRROR:+"$MIRROR"} >"$root.log" 2>&1 || { cat "$root.log" >&2; exit 1; }
# The image trusts whom this machine trusts, so that its package index can be reached.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*

echo "2/2 image $image ..."
tar -C "$root" -c . | docker import - "$image" >/dev/null
echo "$image is ready."
