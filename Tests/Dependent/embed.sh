#!/usr/bin/env bash
# A package made from scratch, as a reader of docs/embedding.md would make one: it depends on this one by path, embeds its
# revisions, and migrates when it starts. Its build products stay in .build/dependent, so that a second run is quick.
set -euo pipefail
repository=$(cd "$(dirname "$0")/../.." && pwd)
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
cd "$project"

fail() { echo "FAILED: $*" >&2; exit 1; }

cat > Package.swift <<SWIFT
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "shop",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-migrate", path: "$repository", traits: [])],
    targets: [
        .target(
            name: "Migrations",
            dependencies: [.product(name: "MigrationCore", package: "swift-migrate")],
            path: "migrations",
            exclude: ["schema.swift"],
            plugins: [.plugin(name: "EmbedMigrations", package: "swift-migrate")]
        ),
        .executableTarget(
            name: "shop",
            dependencies: ["Migrations", .product(name: "MigrationCore", package: "swift-migrate")]
        ),
    ]
)
SWIFT
mkdir -p migrations/versions Sources/shop
echo '// allMigrations comes from the plugin EmbedMigrations.' > migrations/Migrations.swift
printf 'import MigrationSchema\n\nlet schema = Schema { Table("items") { Column("id", .integer).primaryKey() } }\n' > migrations/schema.swift
cat > migrations/versions/a1_items.sql <<'SQL'
-- revision: a1
-- down_revision: none
-- message: Items

-- migrate:up
CREATE TABLE items (id INTEGER PRIMARY KEY);

-- migrate:down
DROP TABLE items;
SQL
cat > Sources/shop/main.swift <<'SWIFT'
import MigrationCore
import Migrations

let migrator = Migrator(database: .file(path: "shop.db"), migrations: allMigrations)
let report = try await migrator.upgrade()
print(report.steps.count, report.to.map(\.rawValue).joined())
SWIFT

build() { # prints what the build said besides progress
    swift build --scratch-path "$repository/.build/dependent" > build.log 2>&1 || { cat build.log >&2; fail "it does not build"; }
}
run() { "$(swift build --scratch-path "$repository/.build/dependent" --show-bin-path)/shop"; }
expect() { [ "$1" = "$2" ] || fail "$3: '$1' is not '$2'"; }

build
grep -E "warning: .*(unhandled|shop)" build.log && fail "the build warns"
[ ! -e "$repository/.build/dependent/checkouts/swift-service-lifecycle" ] || fail "a trait that is off was fetched"
expect "$(run)" "1 a1" "the first start migrates"
expect "$(run)" "0 a1" "the second finds nothing to do"

cp migrations/versions/a1_items.sql a1.sql
cat > migrations/versions/b2_names.sql <<'SQL'
-- revision: b2
-- down_revision: a1

-- migrate:up
ALTER TABLE items ADD COLUMN name TEXT;

-- migrate:down
ALTER TABLE items DROP COLUMN name;
SQL
build
mv migrations away   # nothing is read from disk at run time
expect "$(run)" "1 b2" "a new file is in the next build"
mv away migrations
expect "$(sqlite3 shop.db 'SELECT group_concat(revision) FROM migrate_history')" "a1,b2" "the history"

sed -i.bak 's/name TEXT/title TEXT/' migrations/versions/b2_names.sql && rm migrations/versions/*.bak
build
rm shop.db
run > /dev/null
expect "$(sqlite3 shop.db "SELECT name FROM pragma_table_info('items') WHERE cid = 1")" "title" "an edited file is embedded anew"

cat > migrations/versions/c3_fill.swift <<'SWIFT'
// revision: c3
// down_revision: b2

import MigrationCore

struct Fill: Migration {
    func upgrade(_ op: Operations) throws {
        try op.execute("INSERT INTO items (title) VALUES ('from Swift')")
    }

    func downgrade(_ op: Operations) throws {
        try op.execute("DELETE FROM items")
    }
}
SWIFT
build
expect "$(run)" "1 c3" "a Swift revision is compiled in"
expect "$(sqlite3 shop.db 'SELECT title FROM items')" "from Swift" "and has run"

rm migrations/versions/b2_names.sql migrations/versions/c3_fill.swift
build
rm shop.db
expect "$(run)" "1 a1" "a file that is gone is gone"

echo 'CREATE TABLE t (a);' > migrations/versions/c3.sql
if swift build --scratch-path "$repository/.build/dependent" > build.log 2>&1; then fail "a file without a header builds"; fi
grep -q "c3.sql:1: error: a revision file begins with \`-- revision: ID\`" build.log || { cat build.log; fail "the error has no place"; }
echo "embedding: a package from scratch embeds its revisions and migrates at its start"
