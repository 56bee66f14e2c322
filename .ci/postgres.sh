#!/usr/bin/env bash
# A real PostgreSQL server for the tests: `start` installs it where it is missing and prints its URL, `stop` ends it.
set -euo pipefail
folder="${TMPDIR:-/tmp}/textmine-postgres"
port="${TEXTMINE_TEST_POSTGRES_PORT:-54329}"

find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

case "${1:-}" in
  start)
    if [ -z "$(find_bin)" ] || [ ! -x "$(find_bin)/initdb" ]; then
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >&2
    fi
    bin="$(find_bin)"
    [ -x "$bin/initdb" ] || { echo "PostgreSQL을 설치할 수 없습니다." >&2; exit 1; }
    bash "$0" stop
    mkdir -p "$folder"
    [ "$(id -u)" = 0 ] && chown postgres "$folder"
    as_postgres "$bin/initdb" -D "$folder/data" -U textmine --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
    as_postgres "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
      -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
    as_postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U textmine textmine
    echo "postgresql+psycopg://textmine@127.0.0.1:$port/textmine"
    ;;
  stop)
    if [ -d "$folder/data" ]; then
      as_postgres "$(find_bin)/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
      rm -rf "$folder"
    fi
    ;;
  *) echo "usage: postgres.sh start|stop" >&2; exit 2 ;;
esac
