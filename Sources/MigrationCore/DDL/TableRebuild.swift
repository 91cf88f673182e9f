/// SQLite's procedure for changes that ALTER TABLE can't make ("Making Other Kinds Of Table Schema Changes"), with the
/// steps' own numbers.
///
/// Step 1 (foreign keys off) and 12 (on again) are the marker's, 2 and 11 the transaction; views and triggers (3, 8, 9)
/// are dropped and restored around all tables of the revision, for RENAME reads the whole schema; the driver compares
/// foreign key violations before COMMIT (10).
struct TableRebuild {
    let difference: TableDifference
    /// The table's indexes, as they will be and were before.
    let indexes: [Index]
    /// A name that no object has.
    let temporary: String

    private var from: Table { difference.from }
    private var to: Table { difference.to }
    private var old: String { DDLText.quoted(difference.from.name) }
    private var new: String { DDLText.quoted(temporary) }
    private var final: String { DDLText.quoted(difference.to.name) }

    /// - Throws: `SchemaDiffError` where the rows are too wide for one statement.
    func statements() throws(SchemaDiffError) -> [DDLStatement] {
        [UnknownObjectsGuard(table: from, indexes: indexes).statement, creation, try copy(), count] + counter + [
            drop, rename,
        ] + restoredIndexes
    }

    private var creation: DDLStatement {
        let reasons = difference.changes.map { "  \($0.description(of: to.name))" }
        return DDLStatement(
            to.creation(named: temporary),
            ["Rebuild of table \(to.name), for ALTER TABLE can't make:"]
                + reasons.map { String($0.replacing("_migrate_dropped_", with: "")) } + [
                    "Step 4: the declared table under a name that is free. (Step 1 is foreign_keys=off in the marker: with",
                    "enforcement, step 6 would delete or change the rows of tables that refer to this one.)",
                ]
        )
    }

    /// Step 5.
    private func copy() throws(SchemaDiffError) -> DDLStatement {
        let pairs = copiedColumns
        guard pairs.count <= Table.maximumColumns else {
            throw SchemaDiffError(
                "table '\(to.name)' can't be rebuilt: its rowid and \(pairs.count - 1) columns are more values than the "
                    + "\(Table.maximumColumns) that SQLite copies at once",
                remedy: "drop a column in a revision before this one, or leave the table as it was"
            )
        }
        let targets = pairs.map(\.target).joined(separator: ", ")
        let values = pairs.map(\.value).joined(separator: ", ")
        var comments = [
            "Step 5: the rows, by explicit lists. OR ABORT outranks conflict clauses of the table, which could skip rows."
        ]
        if let rowID = copiedRowID {
            comments.append("The rowid (\(rowID.target)) is kept: other tables and full-text indexes may hold it.")
        }
        for column in to.columns where difference.backfills[Identifier.fold(column.name)] != nil {
            comments.append("Column \(column.name) is filled by the backfill that was declared.")
        }
        return DDLStatement("INSERT OR ABORT INTO \(new) (\(targets))\nSELECT \(values)\nFROM \(old)", comments)
    }

    private var copiedColumns: [(target: String, value: String)] {
        let projection = RowProjection(difference: difference)
        var pairs: [(target: String, value: String)] = []
        if let rowID = copiedRowID { pairs.append((rowID.target, rowID.source)) }
        for column in to.storedColumns {
            switch projection.source(of: column) {
            case .column, .expression:
                if let value = projection.sql(of: column) { pairs.append((DDLText.quoted(column.name), value)) }
            // Left out, the column takes its default, computed anew for each row.
            case .literal, .null, .computed: break
            }
        }
        if pairs.isEmpty, let column = to.storedColumns.first {
            // Nothing of the old rows is kept but their number.
            let value = column.defaultValue.map { "(\($0.text))" } ?? "NULL"
            pairs.append((DDLText.quoted(column.name), value))
        }
        return pairs
    }

    /// The rowid, where both tables have one: under a name that no column hides, or as the new column that is its alias.
    private var copiedRowID: (target: String, source: String)? {
        guard !from.isWithoutRowID, !to.isWithoutRowID else { return nil }
        let projection = RowProjection(difference: difference)
        guard let source = from.rowIDAlias.map({ projection.sql(ofOld: $0.name) }) ?? from.rowIDName else { return nil }
        if let alias = to.rowIDAlias {
            let isNew = projection.source(of: alias) == .computed
            return isNew ? (DDLText.quoted(alias.name), source) : nil
        }
        return to.rowIDName.map { ($0, source) }
    }

    /// AUTOINCREMENT never uses a number again: the highest one lives in `sqlite_sequence`, also for an empty table.
    ///
    /// DROP TABLE deletes the row of the old table, RENAME moves the one of the new.
    private var counter: [DDLStatement] {
        guard from.primaryKey?.isAutoincrement ?? false, to.primaryKey?.isAutoincrement ?? false else { return [] }
        let name = sqlStringLiteral(temporary)
        let oldName = sqlStringLiteral(from.name)
        return [
            DDLStatement(
                "DELETE FROM sqlite_sequence WHERE name = \(name)",
                ["The AUTOINCREMENT counter goes with the rows: it may be higher than any of them."]
            ),
            DDLStatement(
                "INSERT INTO sqlite_sequence (name, seq)\nSELECT \(name), seq FROM sqlite_sequence"
                    + " WHERE name = \(oldName) COLLATE NOCASE"
            ),
        ]
    }

    /// `changes()` is what the copy inserted (sqlite.org/lang_corefunc.html#changes); counting the new table, which has no
    /// index yet, would read all of it once more.
    private var count: DDLStatement {
        RowGuard.equality(
            "no row of \(from.name) may be missing in the copy; changes() is what the INSERT above wrote.",
            "SELECT count(*) FROM \(old)",
            "SELECT changes()",
            message: "\(to.name): \(RowGuard.incompleteCopy)"
        )
    }

    private var drop: DDLStatement {
        DDLStatement("DROP TABLE \(old)", ["Step 6: the old table, with its indexes."])
    }

    private var rename: DDLStatement {
        DDLStatement(
            "ALTER TABLE \(new) RENAME TO \(final)",
            ["Step 7: in this order, so that references to \(to.name) in other tables stay as they are."]
        )
    }

    private var restoredIndexes: [DDLStatement] {
        indexes.enumerated().map { position, index in
            DDLStatement(index.creation, position == 0 ? ["Step 8: the indexes of \(to.name)."] : [])
        }
    }
}
