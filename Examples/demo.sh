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

# And what the tool writes by itself: a column of the declared schema becomes NOT NULL, which SQLite can't alter.
sqlite3 demo.db "INSERT INTO prompts (id, user_id, title, content, slug) VALUES ('1b4e28ba', 'ada', 'Greet', 'Hi', 'greet');
                 INSERT INTO evaluations (id, prompt_id, name, model) VALUES ('2fa1', '1b4e28ba', 'tone', 'small');"
sed -i 's/^    score        REAL CHECK/    score        REAL NOT NULL DEFAULT 0 CHECK/' migrations/schema.sql
run diff
run revision --autogenerate -m "require a score" --backfill evaluations.score=0
run upgrade head
run check
printf '\n$ sqlite3 demo.db "SELECT prompt_id, name, score FROM evaluations"\n'
sqlite3 demo.db "SELECT prompt_id, name, score FROM evaluations"
