extension ScriptHost {
    /// Changes a table or another object, by the engine of generated revisions.
    ///
    /// - Parameter change: the change.
    /// - Throws: `DatabaseError` with why it can't be made.
    func change(_ change: SchemaChange) throws(DatabaseError) {
        if let text = SchemaChangeScript.statement(for: change) {
            schema = nil
            let statement = SQLStatement(text)
            try refuse(statement)
            if case .createTable(let table) = change, let name = table.unknownColumn {
                let others = Suggestion.phrase(for: name, in: table.columns.map(\.name))
                throw DatabaseError(.statement, "table '\(table.name)' has no column '\(name)'\(others)")
            }
            let probe = ScriptStatements.probe(of: change)
            if try collect([probe, statement].compactMap(\.self)) { return }
            try apply(statement, if: probe)
            recording?.add([statement])
            return
        }
        try carryOutCollected()
        let script = try script(for: change)
        guard script.foreignKeys == .enforced || !enforcesForeignKeys else {
            needsForeignKeysOff = true
            let error = DatabaseError(
                .unsupported,
                "the table has to be rebuilt while foreign keys are not enforced; the revision begins again"
            )
            fatal = error
            throw error
        }
        let statements = script.statements.map { SQLStatement($0.text) }
        schema = nil
        do throws(DatabaseError) {
            try transaction.apply(Batch(statements))
            recording?.add(statements)
        } catch {
            // What was dropped before is not restored: a table may be without its triggers.
            if statements.count > 1 { fatal = error }
            // Rows that have lost their parent long ago can be copied, but not while keys are enforced.
            let isRefusal = RowGuard.message(in: error.message) != nil
            if statements.count > 1, enforcesForeignKeys, !isRefusal, !error.endsTransaction {
                needsForeignKeysOff = true
            }
            throw error
        }
    }

    /// What the database holds; read once, until a statement may have changed it.
    func knownSchema() throws(DatabaseError) -> Schema {
        if let schema { return schema }
        let read = try SchemaInspector.schema(of: transaction, versionTable: versionTable)
        schema = read
        return read
    }

    /// Applies a statement behind a question that has to be answered without an error.
    private func apply(_ statement: SQLStatement, if probe: SQLStatement?) throws(DatabaseError) {
        do throws(DatabaseError) {
            try transaction.apply(Batch([probe, statement].compactMap(\.self)))
        } catch {
            var error = error
            error.statement = statement
            throw error
        }
    }

    private func script(for change: SchemaChange) throws(DatabaseError) -> DDLScript {
        let known = try knownSchema()
        let version =
            if let engine { engine } else {
                EngineVersion(try transaction.query("SELECT sqlite_version()").first?[0].text ?? "")
            }
        engine = version
        do throws(SchemaDiffError) {
            return try SchemaChangeScript(schema: known, engine: version).script(for: change)
        } catch {
            var refusal = DatabaseError(.statement, error.message)
            refusal.remedy = error.remedy
            throw refusal
        }
    }
}
