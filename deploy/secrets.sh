#!/bin/sh
# Make the secrets of docker-compose.yml, once: deploy/secrets/*. What is there stays as it is.
set -eu
umask 077
folder=$(dirname "$0")/secrets
mkdir -p "$folder"
for name in postgres_password admin_password; do
    [ -s "$folder/$name" ] && continue
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$folder/$name"
    # The folder is closed to others; the containers' users must be able to read the file.
    chmod 444 "$folder/$name"
    echo "made $folder/$name"
done
