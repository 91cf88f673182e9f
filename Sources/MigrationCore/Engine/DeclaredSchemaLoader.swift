/// Runs a declaration on a scratch database, so that SQLite itself judges it, and collects what is wrong.
struct DeclaredSchemaLoader {
    var scratch: ScratchDatabase
    let versionTable: String
    let invisible: InvisibleNames
    private(set) var problems: [DeclaredSchema.Remark] = []
    private(set) var warnings: [DeclaredSchema.Remark] = []
    private(set) var statements: [DeclaredStatement] = []
    private(set) var positions: [DeclaredStatement.Key: Int] = [:]

    init(versionTable: String) throws(DatabaseError) {
        self.versionTable = versionTable
        invisible = InvisibleNames(versionTable: versionTable)
        scratch = try ScratchDatabase()
        // Whether foreign keys fit is asked by itself; here they would hide what is wrong with a trigger.
        _ = try scratch.connection.query("PRAGMA foreign_keys=OFF")
    }

    /// Reads, runs and checks a declaration.
    ///
    /// - Parameters:
    ///   - texts: the files, in order.
    ///   - replayed: what the revisions lead to, where that is known: its database may serve for this one.
    /// - Returns: the schema; `nil` where there are problems.
    /// - Throws: `DatabaseError` where the scratch database itself fails.
    mutating func load(
        _ texts: [SchemaText],
        besides replayed: ReplayedSchema? = nil
    ) throws(DatabaseError) -> DeclaredSchema? {
        for text in texts { read(text) }
        refuseRepetitions()
        guard problems.isEmpty else { return nil }
        if let replayed, let declared = adopting(replayed) { return declared }
        return try judged(statements)
    }

    /// Runs statements and checks what is there then.
    ///
    /// - Parameters:
    ///   - missing: those that the scratch database does not hold yet.
    ///   - known: the schema that it will hold; where it is `nil`, the database is read.
    /// - Returns: the schema; `nil` where there are problems.
    /// - Throws: `DatabaseError` where the scratch database itself fails.
    mutating func judged(_ missing: [DeclaredStatement], known: Schema? = nil) throws(DatabaseError) -> DeclaredSchema?
    {
        try run(missing.filter { $0.heading.kind != .trigger })
        guard problems.isEmpty else { return nil }
        try checkDefaults()
        try run(missing.filter { $0.heading.kind == .trigger })
        guard problems.isEmpty else { return nil }
        var schema = if let known { known } else { try scratch.schema(versionTable: versionTable) }
        checkColumns(schema)
        try checkViews(schema)
        try checkContents(schema)
        try checkTriggers(schema)
        try checkForeignKeys(schema)
        guard problems.isEmpty else { return nil }
        addHints(to: &schema)
        let locations = positions.mapValues { statements[$0].location }
        return DeclaredSchema(schema: inDeclaredOrder(schema), warnings: warnings, locations: locations)
    }

    mutating func report(_ problem: DeclaredSchema.Remark) {
        problems.append(problem)
    }

    mutating func warn(_ warning: DeclaredSchema.Remark) {
        warnings.append(warning)
    }

    /// Where an object of the schema is declared.
    func statement(_ kind: DDLParser.Kind, _ name: String) -> DeclaredStatement? {
        positions[DeclaredStatement.Key(kind: kind, name: name)].map { statements[$0] }
    }
}

// MARK: - Reading

extension DeclaredSchemaLoader {
    private mutating func read(_ file: SchemaText) {
        let found: [StatementSplitter.Statement]
        do throws(SQLSyntaxError) {
            found = try StatementSplitter.statements(in: file.text)
        } catch {
            return report(DeclaredSchema.Remark(error.message, at: place(error.offset, in: file)))
        }
        let bytes = Array(file.text.utf8)
        let head = 0..<(found.first?.offset ?? bytes.count)
        if var comments = try? DDLParser(String(decoding: bytes[head], as: UTF8.self)) {
            comments.refuseHints()
            report(comments.hintErrors, in: file, from: 0)
        }
        for (index, statement) in found.enumerated() {
            let end = index + 1 < found.count ? found[index + 1].offset : bytes.count
            read(statement, region: statement.offset..<end, of: bytes, file)
        }
    }

    private mutating func read(
        _ statement: StatementSplitter.Statement,
        region: Range<Int>,
        of bytes: [UInt8],
        _ file: SchemaText
    ) {
        let location = file.location(ofLine: statement.line)
        let words = statement.leadingWords
        guard words.first == "CREATE" else { return report(refusal(of: statement, words, at: location)) }
        // Comments up to the next statement may hold hints for this one.
        var parser = try? DDLParser(String(decoding: bytes[region], as: UTF8.self))
        guard let heading = parser?.heading() else {
            // What SQLite says about it is said better by SQLite.
            return judge(statement.text, at: location)
        }
        var declared = DeclaredStatement(
            text: statement.text,
            heading: heading,
            location: location,
            keptText: parser?.keptText(heading) ?? ""
        )
        check(declared)
        switch heading.kind {
        case .table: declared.table = try? parser?.table()
        case .virtualTable: declared.virtualTable = try? parser?.virtualTable()
        case .index, .view, .trigger: parser?.refuseHints()
        }
        report(parser?.hintErrors ?? [], in: file, from: region.lowerBound)
        statements.append(declared)
    }

    /// Whether the name is one that a schema may declare.
    private mutating func check(_ statement: DeclaredStatement) {
        let problem: (message: String, remedy: String)
        if statement.heading.isElsewhere {
            problem = ("is declared outside the main database", "remove it")
        } else if invisible.isOwn(statement.heading.name) {
            problem = ("is the tool's own", "remove it: migrate creates it and keeps it out of the schema")
        } else if invisible.isInternal(statement.heading.name) {
            problem = ("has a name that the database engine keeps for itself", "remove it, or give it another name")
        } else {
            return
        }
        report(statement.remark("\(statement.noun) \(problem.message)", remedy: problem.remedy))
    }

    private mutating func report(_ errors: [SchemaError], in file: SchemaText, from offset: Int) {
        for error in errors {
            report(DeclaredSchema.Remark(error.message, at: place(offset + error.offset, in: file)))
        }
    }

    private func refusal(
        of statement: StatementSplitter.Statement,
        _ words: [String],
        at location: SourceLocation
    ) -> DeclaredSchema.Remark {
        let word = words.first ?? String(statement.text.prefix(10))
        return DeclaredSchema.Remark(
            "a declared schema holds only CREATE statements, and this is \(word)",
            at: location,
            remedy: "write what the result is, as CREATE TABLE, INDEX, VIEW or TRIGGER; rows belong into a revision"
        )
    }

    private mutating func judge(_ text: String, at location: SourceLocation) {
        do throws(DatabaseError) {
            _ = try scratch.connection.query(SQLStatement(text))
            report(
                DeclaredSchema.Remark(
                    "a declared schema holds only CREATE TABLE, INDEX, VIEW and TRIGGER",
                    at: location,
                    remedy: "remove it"
                )
            )
        } catch {
            report(DeclaredSchema.Remark(error.message, at: location))
        }
    }

    private func place(_ offset: Int, in file: SchemaText) -> SourceLocation {
        file.location(ofLine: StatementSplitter.line(of: offset, in: file.text))
    }

    /// `IF NOT EXISTS` would let a second declaration pass in silence.
    private mutating func refuseRepetitions() {
        for (position, statement) in statements.enumerated() {
            guard let first = positions[statement.key] else {
                positions[statement.key] = position
                continue
            }
            let earlier = statements[first]
            report(
                statement.remark(
                    "\(statement.noun) is declared twice, first as \(earlier.noun) at \(earlier.location)",
                    remedy: "remove one of the two"
                )
            )
        }
    }

    private func addHints(to schema: inout Schema) {
        for position in schema.tables.indices {
            guard let table = statement(.table, schema.tables[position].name)?.table else { continue }
            schema.tables[position].hints = table.hints
            for (index, column) in table.columns.enumerated()
            where schema.tables[position].columns.indices.contains(index) {
                schema.tables[position].columns[index].hints = column.hints
            }
        }
        for position in schema.virtualTables.indices {
            let name = schema.virtualTables[position].name
            guard let table = statement(.virtualTable, name)?.virtualTable else { continue }
            schema.virtualTables[position].hints = table.hints
            for (index, column) in table.columns.enumerated()
            where schema.virtualTables[position].columns.indices.contains(index) {
                schema.virtualTables[position].columns[index].hints = column.hints
            }
        }
    }
}
