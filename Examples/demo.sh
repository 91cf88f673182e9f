#!/usr/bin/env bash
# Applies this repository's own migrations/ with the real binary: to a SQLite file in a scratch folder, then over HTTP to the
# double of a libSQL server, on a free port of this machine.
# Usage: Examples/demo.sh path/to/migrate path/to/libsql-test-server
set -euo pipefail
cd "$(dirname "$0")/.."
migrate=$(realpath "$1")
double=$(realpath "$2")
scratch=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
cp -R migrate.toml migrations "$scratch"
cd "$scratch"
export DATABASE_URL="sqlite:///$scratch/demo.db" XDG_CACHE_HOME="$scratch/cache"
unset APP_ENV MIGRATE_URL MIGRATE_AUTH_TOKEN "${!TURSO_@}" http_proxy HTTP_PROXY all_proxy ALL_PROXY

run() {
    printf '\n\033[1m$ migrate %s\033[0m\n' "$*"
    "$migrate" "$@"
}

say() {
    echo
    printf '\033[2m# %s\033[0m\n' "$@"
}

# A prompt that uses two variables and lists none.
fill() {
    sqlite3 "$1" "INSERT INTO prompts (id, user_id, title, content, slug)
                  VALUES ('1b4e28ba', 'ada', 'Greet', 'Hi {{name}}, welcome to {{city}}', 'greet');"
}

show() {
    printf '\n$ sqlite3 %s "SELECT title, content, variables FROM prompts"\n' "$1"
    sqlite3 "$1" "SELECT title, content, variables FROM prompts"
}

run status
run upgrade head
run current -v
run history
run downgrade -1
run status

say "The revision that is pending is written in Swift: it reads each prompt's text, and lists its {{variables}}." \
    "It has been compiled above, when it was first needed; now nothing is left to compile."
fill demo.db
run upgrade head
show demo.db

say "What the tool writes by itself: a column of the declared schema becomes NOT NULL," \
    "which SQLite can't alter."
sqlite3 demo.db "INSERT INTO evaluations (id, prompt_id, name, model) VALUES ('2fa1', '1b4e28ba', 'tone', 'small');"
sed -i 's/^    score        REAL CHECK/    score        REAL NOT NULL DEFAULT 0 CHECK/' migrations/schema.sql
run diff
run revision --autogenerate -m "require a score" --backfill evaluations.score=0
run upgrade head
run check
printf '\n$ sqlite3 demo.db "SELECT prompt_id, name, score FROM evaluations"\n'
sqlite3 demo.db "SELECT prompt_id, name, score FROM evaluations"

say "The same over HTTP, as with Turso. The double of a libSQL server runs on this machine;" \
    ".env.staging holds its URL and a token."
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
exec 3< <(exec "$double" --background --log --database "$scratch/staging.db" --token "$token" --fault answerDropped@3)
server=$!
read -r -t 30 url <&3
(umask 077 && printf 'TURSO_STAGING_DATABASE_URL=%s\nTURSO_STAGING_AUTH_TOKEN=%s\n' "$url" "$token" > .env.staging)
run status --env staging
say "The server carries out the request with the first five revisions and drops its answer." \
    "The run finds its own rows in the history, and goes on."
run upgrade c9ebfc699e68 --env staging
say "The revision in Swift reads and writes over HTTP, in one transaction."
fill staging.db
run upgrade head --env staging
show staging.db
printf '\n$ sqlite3 staging.db "SELECT count(*), count(DISTINCT revision) FROM migrate_history"\n'
sqlite3 staging.db "SELECT count(*), count(DISTINCT revision) FROM migrate_history"
say "Ten runs of ten revisions: each ran once."
run check --env staging --from-database
run current --env staging
run current
cmp <("$migrate" current -q) <("$migrate" current -q --env staging)
say "Both are at the same revision."
