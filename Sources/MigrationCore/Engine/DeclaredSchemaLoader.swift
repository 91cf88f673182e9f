/// Runs a declaration on a scratch database, so that SQLite itself judges it, and collects what is wrong.
struct DeclaredSchemaLoader {
    let scratch: ScratchDatabase
    private let versionTable: String
    private let invisible: InvisibleNames
    private(set) var problems: [DeclaredSchema.Remark] = []
    private(set) var warnings: [DeclaredSchema.Remark] = []
    private(set) var statements: [DeclaredStatement] = []
    private var positions: [DeclaredStatement.Key: Int] = [:]

    init(versionTable: String) throws(DatabaseError) {
        self.versionTable = versionTable
        invisible = InvisibleNames(versionTable: versionTable)
        scratch = try ScratchDatabase()
        // Whether foreign keys fit is asked by itself; here they would hide what is wrong with a trigger.
        _ = try scratch.connection.query("PRAGMA foreign_keys=OFF")
    }

    /// Reads, runs and checks a declaration.
    ///
    /// - Parameter texts: the files, in order.
    /// - Returns: the schema; `nil` where there are problems.
    /// - Throws: `DatabaseError` where the scratch database itself fails.
    mutating func load(_ texts: [SchemaText]) throws(DatabaseError) -> DeclaredSchema? {
        for text in texts { read(text) }
        refuseRepetitions()
        guard problems.isEmpty else { return nil }
        try run(statements.filter { $0.heading.kind != .trigger })
        guard problems.isEmpty else { return nil }
        try checkDefaults()
        try run(statements.filter { $0.heading.kind == .trigger })
        guard problems.isEmpty else { return nil }
        var schema = try scratch.schema(versionTable: versionTable)
        try checkViews(schema)
        try checkTriggers(schema)
        try checkForeignKeys(schema)
        guard problems.isEmpty else { return nil }
        addHints(to: &schema)
        let locations = positions.mapValues { statements[$0].location }
        return DeclaredSchema(schema: schema, warnings: warnings, locations: locations)
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
        readRegion(0..<(found.first?.offset ?? bytes.count), of: bytes, file, as: nil)
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
        let location = SourceLocation(file: file.file, line: statement.line)
        let words = statement.leadingWords
        guard words.first == "CREATE" else { return report(refusal(of: statement, words, at: location)) }
        guard let heading = DDLParser.heading(of: statement.text) else {
            // What SQLite says about it is said better by SQLite.
            return judge(statement.text, at: location)
        }
        let declared = DeclaredStatement(text: statement.text, heading: heading, location: location)
        if heading.isElsewhere {
            report(declared.remark("\(declared.noun) is declared outside the main database", remedy: "remove it"))
        } else if invisible.isOwn(heading.name) {
            report(
                declared.remark(
                    "\(declared.noun) is the tool's own",
                    remedy: "remove it: migrate creates it and keeps it out of the schema"
                )
            )
        } else if invisible.isInternal(heading.name) {
            report(
                declared.remark(
                    "\(declared.noun) has a name that the database engine keeps for itself",
                    remedy: "remove it, or give it another name"
                )
            )
        }
        let table = readRegion(region, of: bytes, file, as: heading.kind)
        statements.append(declared)
        statements[statements.count - 1].table = table
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

    /// Reads the hints of a statement and of the comments up to the next one.
    @discardableResult
    private mutating func readRegion(
        _ region: Range<Int>,
        of bytes: [UInt8],
        _ file: SchemaText,
        as kind: DDLParser.Kind?
    ) -> Table? {
        guard var parser = try? DDLParser(String(decoding: bytes[region], as: UTF8.self)) else { return nil }
        var table: Table?
        if kind == .table {
            table = try? parser.table()
        } else {
            parser.refuseHints()
        }
        for error in parser.hintErrors {
            report(DeclaredSchema.Remark(error.message, at: place(region.lowerBound + error.offset, in: file)))
        }
        return table
    }

    private func place(_ offset: Int, in file: SchemaText) -> SourceLocation {
        SourceLocation(file: file.file, line: StatementSplitter.line(of: offset, in: file.text))
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
        let written = Dictionary(statements.map { ($0.key.name, $0.table) }) { first, _ in first }
        for position in schema.tables.indices {
            guard case .some(.some(let table)) = written[Identifier.fold(schema.tables[position].name)] else {
                continue
            }
            schema.tables[position].hints = table.hints
            for (index, column) in table.columns.enumerated()
            where schema.tables[position].columns.indices.contains(index) {
                schema.tables[position].columns[index].hints = column.hints
            }
        }
    }
}
