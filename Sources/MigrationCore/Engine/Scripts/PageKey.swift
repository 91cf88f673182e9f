/// The column whose order a table is read in, page by page.
///
/// The next page begins behind the last key, so that of rows with the same key those on the next page would be passed over.
struct PageKey {
    let name: String
    let table: String

    /// Why it is no key; `nil` where no two rows can have the same.
    func refusal(in schema: Schema) -> DatabaseError? {
        let isRowID = PageKey.rowIDs.contains(Identifier.fold(name))
        guard let found = schema[table: table] else {
            // A virtual table, or one that the schema does not tell of: the database knows whether there is a rowid.
            return isRowID ? nil : error("'\(table)' is no table of the schema, so that nothing tells")
        }
        guard let column = found[column: name] else {
            // The rowid, or no column at all, which the database says itself.
            return nil
        }
        if found.rowIDAlias?.name == column.name { return nil }
        guard !found.hasUnique(column, schema.indexes(of: found.name)) else { return nil }
        let hidden = "'\(name)' of '\(table)' is a column of its own and hides the rowid, and nothing tells"
        return error(isRowID ? hidden : "nothing tells", remedy(found, schema))
    }

    private static let rowIDs = ["rowid", "_rowid_", "oid"]

    private func error(
        _ reason: String,
        _ remedy: String = "leave `by:` out, or read the rows with `query`"
    ) -> DatabaseError {
        var error = DatabaseError(
            .statement,
            "'\(table)' can't be read by '\(name)': \(reason) that no two rows have the same value there, and such rows"
                + " would be passed over"
        )
        error.remedy = remedy
        return error
    }

    /// What to write in its place.
    private func remedy(_ found: Table, _ schema: Schema) -> String {
        let indexes = schema.indexes(of: found.name)
        let unique = found.columns.filter { $0.name == found.rowIDAlias?.name || found.hasUnique($0, indexes) }
        var names = unique.map(\.name)
        if names.isEmpty, !found.isWithoutRowID {
            names = PageKey.rowIDs.filter { found[column: $0] == nil }
        }
        guard let first = names.first else {
            return "make a column NOT NULL and UNIQUE and name it, or read the rows with `query`"
        }
        return "write `by: \"\(first)\"`, whose values are unique"
    }
}

extension Table {
    /// Whether no two rows can have the same value in a column, as the column compares them.
    ///
    /// A primary key may hold NULLs where it is not declared otherwise; they are refused when they are read.
    fileprivate func hasUnique(_ column: Column, _ indexes: [Index]) -> Bool {
        if let primaryKey, primaryKey.columns.isAlone(column) { return true }
        guard column.notNull != nil else { return false }
        return uniqueConstraints.contains { $0.columns.isAlone(column) }
            || indexes.contains { $0.isUnique && $0.predicate == nil && $0.columns.isAlone(column) }
    }
}

extension [IndexedColumn] {
    /// Under another collation than the column's own, values may be the same to one and not to the other.
    fileprivate func isAlone(_ column: Column) -> Bool {
        guard count == 1, let part = first, let name = part.name, Identifier(name) == Identifier(column.name) else {
            return false
        }
        return part.collation.map { Identifier.fold($0) == column.collationKey } ?? true
    }
}
