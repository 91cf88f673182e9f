// revision: c3
// down_revision: b2
// message: Written in Swift

import MigrationCore

struct Three: Migration {
    func upgrade(_ op: Operations) throws {
        try op.execute("INSERT INTO t VALUES ('\(word())')")
    }

    func downgrade(_ op: Operations) throws {
        try op.execute("DELETE FROM t WHERE a = '\(word())'")
    }
}
