extension DeclaredSchemaLoader {
    /// Runs statements: kind after kind, and what fails again after the others, for the files' order says nothing about
    /// what needs what.
    mutating func run(_ statements: [DeclaredStatement]) throws(DatabaseError) {
        var waiting = DDLParser.Kind.allCases.flatMap { kind in statements.filter { $0.heading.kind == kind } }
        while !waiting.isEmpty {
            let failed = try failures(of: waiting)
            guard failed.count < waiting.count else {
                for (statement, error) in failed { report(statement.remark("\(statement.noun): \(error.message)")) }
                return
            }
            waiting = failed.map(\.statement)
        }
    }

    private func failures(
        of statements: [DeclaredStatement]
    ) throws(DatabaseError) -> [(statement: DeclaredStatement, error: DatabaseError)] {
        var failed: [(statement: DeclaredStatement, error: DatabaseError)] = []
        for step in TableCreations.steps(statements.map { SQLStatement($0.text) }) {
            switch step {
            case .own(let statement):
                try scratch.run([statement])
            case .given(let position):
                do throws(DatabaseError) {
                    _ = try scratch.connection.query(SQLStatement(statements[position].text))
                } catch {
                    failed.append((statements[position], error))
                }
            }
        }
        return failed
    }

    /// SQLite looks at a DEFAULT expression when the first row is written.
    mutating func checkDefaults() throws(DatabaseError) {
        for statement in statements {
            guard let table = statement.table,
                table.columns.contains(where: { $0.defaultValue?.text.utf8.contains(UInt8(ascii: "(")) == true })
            else { continue }
            try compile("EXPLAIN INSERT INTO main.\(Identifier(table.name).quoted) DEFAULT VALUES", of: statement)
        }
    }

    /// A word in double quotes that is no column is a string to SQLite (sqlite.org/quirks.html#dblquote), and in UPDATE OF it is
    /// nothing at all.
    mutating func checkColumns(_ schema: Schema) {
        for index in schema.indexes {
            guard let statement = statement(.index, index.name), let table = schema[table: index.table] else {
                continue
            }
            check(index.columns.compactMap { $0.name ?? $0.quotedString }, statement, table)
        }
        for trigger in schema.triggers {
            guard case .update(let columns) = trigger.event, let statement = statement(.trigger, trigger.name),
                let table = schema[table: trigger.table]
            else { continue }
            check(columns.map(\.name), statement, table)
        }
    }

    private mutating func check(_ columns: [String], _ statement: DeclaredStatement, _ table: Table) {
        let rowIDs = ["rowid", "oid", "_rowid_"]
        for name in columns where table[column: name] == nil && !rowIDs.contains(Identifier.fold(name)) {
            let others = Suggestion.phrase(for: name, in: table.columns.map(\.name))
            report(
                statement.remark(
                    "\(statement.noun) names column \(Identifier(name).quoted), which table \(Identifier(table.name).quoted)"
                        + " does not have\(others)"
                )
            )
        }
    }

    /// SQLite looks into a view when it is used.
    mutating func checkViews(_ schema: Schema) throws(DatabaseError) {
        for view in schema.views {
            guard let statement = statement(.view, view.name) else { continue }
            try compile("EXPLAIN SELECT * FROM main.\(Identifier(view.name).quoted)", of: statement)
        }
    }

    /// A full-text table looks for the rows that it indexes when it is read, as does SQLite for those of a view.
    mutating func checkContents(_ schema: Schema) throws(DatabaseError) {
        guard problems.isEmpty else { return }
        for table in schema.virtualTables where table.isContentIndex {
            guard let statement = statement(.virtualTable, table.name), case .external(let source) = table.content
            else { continue }
            let name = Identifier(table.name).quoted
            do throws(DatabaseError) {
                _ = try scratch.connection.query(SQLStatement("SELECT * FROM main.\(name) LIMIT 1"))
            } catch {
                report(
                    statement.remark(
                        "\(statement.noun) can't read \(Identifier(source).quoted), whose rows it indexes: "
                            + reason(table, source, error),
                        remedy: "declare what it reads, or declare \(name) otherwise or no more"
                    )
                )
            }
        }
    }

    /// FTS4 says no more than that something is wrong: the same question to its source says what.
    private func reason(_ table: VirtualTable, _ source: String, _ error: DatabaseError) -> String {
        let name = Identifier(source).quoted
        let columns = table.columns.map { "\(name).\(Identifier($0.name).quoted)" }
        do throws(DatabaseError) {
            let list = columns.isEmpty ? "*" : columns.joined(separator: ", ")
            _ = try scratch.connection.query(SQLStatement("SELECT \(list) FROM main.\(name) LIMIT 1"))
            return error.message
        } catch {
            return error.message
        }
    }

    /// SQLite looks into a trigger when a statement would fire it.
    mutating func checkTriggers(_ schema: Schema) throws(DatabaseError) {
        for (statement, triggers) in try firing(schema) {
            do throws(DatabaseError) {
                _ = try scratch.connection.query(SQLStatement(statement))
            } catch {
                // SQLite does not say which of them it was: each is tried alone.
                try blame(triggers, in: schema, for: statement, error)
            }
        }
    }

    private mutating func compile(_ sql: String, of statement: DeclaredStatement) throws(DatabaseError) {
        do throws(DatabaseError) {
            _ = try scratch.connection.query(SQLStatement(sql))
        } catch {
            report(statement.remark("\(statement.noun) does not compile: \(error.message)"))
        }
    }

    /// Statements that fire triggers, and which they fire.
    private func firing(_ schema: Schema) throws(DatabaseError) -> [(String, [Trigger])] {
        var groups: [String: Int] = [:]
        var firing: [(String, [Trigger])] = []
        for trigger in schema.triggers {
            let statement = try "EXPLAIN " + statement(firing: trigger, in: schema)
            if let position = groups[statement] {
                firing[position].1.append(trigger)
            } else {
                groups[statement] = firing.count
                firing.append((statement, [trigger]))
            }
        }
        return firing
    }

    private func statement(firing trigger: Trigger, in schema: Schema) throws(DatabaseError) -> String {
        let table = "main." + Identifier(trigger.table).quoted
        switch trigger.event {
        case .insert: return "INSERT INTO \(table) DEFAULT VALUES"
        case .delete: return "DELETE FROM \(table)"
        case .update(let columns):
            let generated = schema[table: trigger.table]?.columns.filter { $0.generated != nil }.map(\.name) ?? []
            let writable = columns.first { !generated.map(Identifier.fold).contains($0.folded) }
            let column = if let writable { writable } else { try firstColumn(of: trigger.table, in: schema) }
            return "UPDATE \(table) SET \(column.quoted) = \(column.quoted)"
        }
    }

    private func firstColumn(of table: String, in schema: Schema) throws(DatabaseError) -> Identifier {
        if let column = schema[table: table]?.columns.first(where: { $0.generated == nil }) {
            return Identifier(column.name)
        }
        let rows = try scratch.connection.query(
            SQLStatement("SELECT name FROM pragma_table_info(?) LIMIT 1", [.text(table)])
        )
        return Identifier(rows.first?[0].text ?? "rowid")
    }

    /// Reports those triggers that fail without the others; those of views stay, for the others may need them.
    private mutating func blame(
        _ triggers: [Trigger],
        in schema: Schema,
        for statement: String,
        _ error: DatabaseError
    ) throws(DatabaseError) {
        let others = schema.triggers.filter { $0.timing != .insteadOf }
        var isExplained = false
        for trigger in triggers {
            guard let declared = self.statement(.trigger, trigger.name) else { continue }
            try scratch.run(["SAVEPOINT blame"])
            for other in others where other.name != trigger.name {
                try scratch.run([SQLStatement("DROP TRIGGER main.\(Identifier(other.name).quoted)")])
            }
            do throws(DatabaseError) {
                _ = try scratch.connection.query(SQLStatement(statement))
            } catch {
                isExplained = true
                report(declared.remark("\(declared.noun) does not compile: \(error.message)"))
            }
            try scratch.run(["ROLLBACK TO blame", "RELEASE blame"])
        }
        let isReported = isExplained || others.contains { !triggers.contains($0) }
        if !isReported, let declared = triggers.first.flatMap({ self.statement(.trigger, $0.name) }) {
            report(declared.remark("\(declared.noun) does not compile: \(error.message)"))
        }
    }

    /// Parents that are not there can come later; a key that cannot be one makes every write fail.
    mutating func checkForeignKeys(_ schema: Schema) throws(DatabaseError) {
        let referring = schema.tables.filter { !$0.foreignKeys.isEmpty }
        let names = schema.tables.map(\.name) + schema.virtualTables.map(\.name) + schema.views.map(\.name)
        let known = Set(names.map(Identifier.fold))
        for table in referring {
            guard let statement = statement(.table, table.name) else { continue }
            for key in table.foreignKeys where !known.contains(Identifier.fold(key.parent)) {
                warn(
                    statement.remark(
                        "\(statement.noun) refers to table \(Identifier(key.parent).quoted), which is not declared",
                        remedy: "declare it: until then no such key can be written while foreign keys are enforced"
                    )
                )
            }
        }
        do throws(DatabaseError) {
            _ = try scratch.connection.query("PRAGMA main.foreign_key_check")
        } catch {
            for table in referring { try checkForeignKeys(of: table) }
        }
    }

    private mutating func checkForeignKeys(of table: Table) throws(DatabaseError) {
        guard let statement = statement(.table, table.name) else { return }
        do throws(DatabaseError) {
            _ = try scratch.connection.query(
                SQLStatement("SELECT 1 FROM pragma_foreign_key_check(?)", [.text(table.name)])
            )
        } catch {
            report(
                statement.remark(
                    "\(statement.noun): \(error.message)",
                    remedy:
                        "the columns referred to must be the parent's primary key, or UNIQUE with their own collation"
                )
            )
        }
    }
}
