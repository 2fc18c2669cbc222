#!/bin/sh
# Replace the containers of a service of docker-compose.yml one after another by new ones, of the
# image that is there now. With two or more of them, nobody notices.
#
#   deploy/roll.sh worker && deploy/roll.sh service
#
# COMPOSE names the command, where it is not `docker compose`.
set -eu
cd "$(dirname "$0")/.."
compose=${COMPOSE:-docker compose}
name=$1
old=$($compose ps -q "$name")
count=$(echo "$old" | wc -w)
[ "$count" -gt 1 ] || echo "There is one $name only: until the new one is ready, there is none." >&2
for container in $old; do
    # A worker finishes what it judges; a replica, what it was asked.
    docker stop --time 60 "$container" >/dev/null
    docker rm "$container" >/dev/null
    $compose up -d --no-deps --no-recreate --scale "$name=$count" "$name" >/dev/null 2>&1
    waited=0
    for new in $($compose ps -q "$name"); do
        until [ "$(docker inspect --format '{{.State.Health.Status}}' "$new")" = healthy ]; do
            [ "$waited" -lt 600 ] || { echo "$new is not healthy: stopped here." >&2; exit 1; }
            sleep 1
            waited=$((waited + 1))
        done
    done
    echo "$name: replaced $(echo "$container" | cut -c1-12)"
done
