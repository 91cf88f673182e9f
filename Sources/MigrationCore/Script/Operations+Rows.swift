extension Operations {
    /// Goes through a table in the order of a key, without holding more than some rows of it at a time.
    ///
    /// The body may change the rows, but not their keys. Rows that it adds behind the last are not come to; those that it adds
    /// before it are, where they lie behind the rows that were read. A key that may have duplicates is refused, and one that is
    /// a text but not UTF-8.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: the columns to read; by default all.
    ///   - condition: which rows, as SQL, with `?` where values go; by default all.
    ///   - values: the values of the condition.
    ///   - key: the primary key, or a column that is NOT NULL and UNIQUE, by itself; by default the rowid.
    ///   - size: how many rows are read at a time.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    ///   - body: what is done with each row.
    /// - Throws: `OperationError` with the database's reason, or what the body throws.
    public func forEachRow(
        of table: String,
        columns: [String] = [],
        where condition: String? = nil,
        _ values: [any SQLValueConvertible] = [],
        by key: String = "rowid",
        size: Int = 500,
        file: String = #fileID,
        line: Int = #line,
        _ body: (SQLRow) throws -> Void
    ) throws {
        try forEachBatch(
            of: table,
            columns: columns,
            where: condition,
            values,
            by: key,
            size: size,
            file: file,
            line: line
        ) { rows in
            for row in rows { try body(row) }
        }
    }

    /// Goes through a table in the order of a key, some rows at a time.
    ///
    /// The body may change the rows, but not their keys. Rows that it adds behind the last are not come to; those that it adds
    /// before it are, where they lie behind the rows that were read. A key that may have duplicates is refused, and one that is
    /// a text but not UTF-8.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: the columns to read; by default all.
    ///   - condition: which rows, as SQL, with `?` where values go; by default all.
    ///   - values: the values of the condition.
    ///   - key: the primary key, or a column that is NOT NULL and UNIQUE, by itself; by default the rowid.
    ///   - size: how many rows are read at a time.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    ///   - body: what is done with the rows.
    /// - Throws: `OperationError` with the database's reason, or what the body throws.
    public func forEachBatch(
        of table: String,
        columns: [String] = [],
        where condition: String? = nil,
        _ values: [any SQLValueConvertible] = [],
        by key: String = "rowid",
        size: Int = 500,
        file: String = #fileID,
        line: Int = #line,
        _ body: ([SQLRow]) throws -> Void
    ) throws {
        let place = ScriptPlace(file, line)
        guard size > 0 else { throw OperationError("rows are read at least one at a time, not \(size)", at: place) }
        var page = ScriptPage(
            table: table,
            columns: columns,
            condition: condition,
            values: values.map(\.sqlValue),
            key: key,
            after: nil,
            limit: size
        )
        while true {
            // The key comes first, under no name of the table's own.
            let found = try rows(.page(page), place)
            guard let last = found.last else { return }
            if found.count == size, page.through == nil { page.through = try lastKey(of: page, place) }
            let rows = found.map { row in
                SQLRow(columns: Array(row.columns.dropFirst()), values: Array(row.values.dropFirst()))
            }
            try body(rows)
            guard found.count == size else { return }
            guard !last[0].isNull else { throw OperationError("the key '\(key)' of '\(table)' is NULL", at: place) }
            page.after = last[0]
        }
    }

    /// Where a table ends before the body is run: behind it stand rows that the body adds.
    private func lastKey(of page: ScriptPage, _ place: ScriptPlace) throws -> SQLValue? {
        let last = ScriptPage(
            table: page.table,
            columns: [page.key],
            values: [],
            key: page.key,
            limit: 1,
            isFromEnd: true
        )
        return try rows(.page(last), place).first?[0]
    }

    /// Inserts rows, many at a time.
    ///
    /// Where it fails after some of the rows were inserted, the revision fails, even if the error is caught.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: the columns that the values are for.
    ///   - rows: the values of each row, as many as there are columns.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Returns: how many rows were inserted.
    /// - Throws: `OperationError` with the database's reason.
    @discardableResult
    public func bulkInsert(
        into table: String,
        columns: [String],
        rows: some Sequence<[any SQLValueConvertible]>,
        file: String = #fileID,
        line: Int = #line
    ) throws -> Int {
        let place = ScriptPlace(file, line)
        var count = 0
        do {
            var waiting: [SQLRow] = []
            for row in rows {
                guard row.count == columns.count, !columns.isEmpty else {
                    let number = count + waiting.count + 1
                    let message = "row \(number) has \(row.count) values for \(columns.count) columns"
                    throw OperationError(message, at: place)
                }
                waiting.append(SQLRow(columns: columns, values: row.map(\.sqlValue)))
                guard waiting.count == 500 else { continue }
                count += try changed(.insert(table: table, columns: columns, rows: waiting), place)
                waiting.removeAll(keepingCapacity: true)
            }
            guard !waiting.isEmpty else { return count }
            return count + (try changed(.insert(table: table, columns: columns, rows: waiting), place))
        } catch {
            if count > 0 { abandon(error, place) }
            throw error
        }
    }

    /// Inserts rows, many at a time.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - rows: the values of each row by column; all have the same columns.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Returns: how many rows were inserted.
    /// - Throws: `OperationError` with the database's reason.
    @discardableResult
    public func bulkInsert(
        into table: String,
        rows: [[String: any SQLValueConvertible]],
        file: String = #fileID,
        line: Int = #line
    ) throws -> Int {
        guard let columns = rows.first?.keys.sorted() else { return 0 }
        var lists: [[any SQLValueConvertible]] = []
        for (index, row) in rows.enumerated() {
            let values = columns.compactMap { row[$0] }
            guard values.count == columns.count, row.count == columns.count else {
                let message = "row \(index + 1) has other columns than the first: \(row.keys.sorted())"
                throw OperationError(message, at: ScriptPlace(file, line))
            }
            lists.append(values)
        }
        return try bulkInsert(into: table, columns: columns, rows: lists, file: file, line: line)
    }
}
