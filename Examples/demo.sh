#!/usr/bin/env bash
# Applies this repository's own migrations/ to a SQLite file in a scratch folder, with the real binary.
# Usage: Examples/demo.sh path/to/migrate
set -euo pipefail
cd "$(dirname "$0")/.."
migrate=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -R migrate.toml migrations "$scratch"
cd "$scratch"
export DATABASE_URL="sqlite:///$scratch/demo.db"
unset APP_ENV MIGRATE_URL

run() {
    printf '\n\033[1m$ migrate %s\033[0m\n' "$*"
    "$migrate" "$@"
}

run status
run upgrade head
run current -v
run history
run downgrade -1
run upgrade head
run status
