#!/bin/sh
# Make the database once, then run what was asked for. Reads POSTGRES_USER, POSTGRES_DB and
# POSTGRES_PASSWORD_FILE, as the registries' image does.
set -eu
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=${POSTGRES_USER:-postgres}
    initdb --username="$user" --pwfile="$POSTGRES_PASSWORD_FILE" --encoding=UTF8 \
        --auth-local=trust --auth-host=scram-sha-256 --data-checksums
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    if [ "${POSTGRES_DB:-$user}" != postgres ]; then
        pg_ctl --wait start -o "-c listen_addresses= -c unix_socket_directories=/tmp"
        createdb --host=/tmp --username="$user" "${POSTGRES_DB:-$user}"
        pg_ctl --wait --mode=fast stop
    fi
fi
[ "$1" != postgres ] || set -- "$@" -c "listen_addresses=*"
exec "$@"
