#!/bin/sh
# Build all images of docker-compose.yml with no image registry: the bases come from Debian's
# packages, Node from this machine.
#
#   sudo scripts/images.sh
#
# Needs root, debootstrap, Node with npm, and a running engine. Images that are there are kept:
# remove nabla-base for a new base. Afterwards `docker compose up` finds nabla and nabla-cell; for
# the other two, set NABLA_POSTGRES_IMAGE=nabla-postgres and NABLA_CADDY_IMAGE=nabla-caddy.
set -eu
cd "$(dirname "$0")/.."
export DOCKER_BUILDKIT=0 # Debian's engine has the classic builder alone
known() { docker image inspect "$1" >/dev/null 2>&1; }
build() { # IMAGE DOCKERFILE CONTEXT [OPTIONS]
    image=$1 file=$2 context=$3
    shift 3
    echo "$image ..."
    docker build --quiet --network=host --tag="$image" --file="$file" "$@" "$context" >/dev/null
}

known nabla-base || scripts/base-image.sh nabla-base
if ! known nabla-node; then
    stage=$(mktemp -d)
    trap 'rm -rf "$stage"' EXIT
    node=$(node -p process.execPath)
    cp "$node" "$stage/node"
    cp -rL "$(npm root --global)/npm" "$stage/npm"
    build nabla-node deploy/debian/node.Dockerfile "$stage"
fi
known nabla-postgres || build nabla-postgres deploy/debian/postgres.Dockerfile .
known nabla-caddy || build nabla-caddy deploy/debian/caddy.Dockerfile .
build nabla-cell judge/cell/Dockerfile . --build-arg=BASE_IMAGE=nabla-base
build nabla Dockerfile . --build-arg=BASE_IMAGE=nabla-base --build-arg=NODE_IMAGE=nabla-node
docker images --format '{{.Repository}} {{.Size}}' | grep '^nabla'
