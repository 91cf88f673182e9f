/// Writes the statements of a schema.
struct SchemaRenderer {
    let naming: NamingConvention?
    let elements: [SchemaElement]
    private(set) var rendering = SchemaRendering()
    /// The columns of the tables that are declared, all folded.
    private var columns: [String: Set<String>] = [:]

    init(naming: NamingConvention?, elements: [SchemaElement]) {
        self.naming = naming
        self.elements = elements
        for case .table(let table) in elements {
            columns[Name.folded(table.name)] = Set(table.columns.map { Name.folded($0.name) })
        }
    }

    mutating func render() {
        for element in elements {
            switch element {
            case .table(let table): render(table)
            case .index(let index): render(index)
            case .view(let view): render(view)
            case .trigger(let trigger): render(trigger)
            case .virtualTable(let table): render(table)
            case .sql(let sql): render(sql)
            }
        }
    }

    private mutating func keep(_ draft: StatementDraft) {
        rendering.statements.append(SchemaRendering.Statement(lines: draft.lines))
        rendering.problems += draft.problems
    }

    private mutating func render(_ table: Table) {
        var renderer = TableRenderer(table: table, naming: naming)
        renderer.render()
        keep(renderer.draft)
        for case .index(var index) in table.elements {
            index.table = index.table ?? table.name
            render(index)
        }
    }

    // MARK: Indexes

    private mutating func render(_ index: Index) {
        var draft = StatementDraft()
        let name = self.name(of: index, &draft)
        if index.table == nil { draft.report("an index outside a table needs 'on:'", index.place) }
        let what = "index \(Name.quoted(name))"
        refuseUnknownColumns(index, what, &draft)
        let table = draft.name(index.table ?? "?", of: "the table of \(what)", index.place)
        let head = draft.name(name, of: "an index", index.place)
        var text = "ON \(table) (\(draft.parts(index.parts, of: what, index.place)))"
        if let predicate = index.predicate {
            text += " WHERE " + draft.expression(predicate, of: "the condition of \(what)", index.place)
        }
        let words = index.isUnique ? "UNIQUE INDEX" : "INDEX"
        write("CREATE \(words) \(head)", index.comments, text + ";", index.place, &draft)
        keep(draft)
    }

    private func name(of index: Index, _ draft: inout StatementDraft) -> String {
        if let name = index.name { return name }
        guard let pattern = naming?.index else {
            draft.report("the index needs a name, or the schema a naming convention", index.place)
            return "?"
        }
        let parts = NameParts(table: index.table ?? "", columns: index.parts.map(\.word))
        return draft.name(by: pattern, parts, index.place) ?? "?"
    }

    /// Between double quotes, SQLite would take the name of no column for a text.
    private func refuseUnknownColumns(_ index: Index, _ what: String, _ draft: inout StatementDraft) {
        guard let table = index.table, let known = columns[Name.folded(table)] else { return }
        for case .column(let name) in index.parts.map(\.term) where !known.contains(Name.folded(name)) {
            draft.report("\(what): table \(Name.quoted(table)) has no column \(Name.quoted(name))", index.place)
        }
    }

    // MARK: Views and triggers

    private mutating func render(_ view: View) {
        var draft = StatementDraft()
        let what = "view \(Name.quoted(view.name))"
        let name = draft.name(view.name, of: "a view", view.place)
        let columns =
            view.columns.isEmpty ? "" : "(\(draft.names(view.columns, of: "a column of \(what)", view.place))) "
        let query = self.query(view.select, of: "the query of \(what)", view.place, &draft)
        write("CREATE VIEW \(name)", view.comments, "\(columns)AS\n\(query);", view.place, &draft)
        keep(draft)
    }

    /// A statement without its semicolon, as it may stand before one.
    private func query(_ text: String, of what: String, _ place: Place, _ draft: inout StatementDraft) -> String {
        let scan = draft.check(text, of: what, place)
        var query = text.trimmed
        while query.last == ";" && !scan.endsInLineComment { query = String(query.dropLast()).trimmed }
        return query + (SQLScan(query).endsInLineComment ? "\n" : "")
    }

    private mutating func render(_ trigger: Trigger) {
        var draft = StatementDraft()
        let what = "trigger \(Name.quoted(trigger.name))"
        let name = draft.name(trigger.name, of: "a trigger", trigger.place)
        var words = trigger.time.map { [$0.rawValue] } ?? []
        words.append(trigger.event.word)
        if !trigger.event.columns.isEmpty {
            words.append("OF " + draft.names(trigger.event.columns, of: "a column of \(what)", trigger.place))
        }
        words.append("ON " + draft.name(trigger.table, of: "the table of \(what)", trigger.place))
        if trigger.isForEachRow { words.append("FOR EACH ROW") }
        if let condition = trigger.condition {
            words.append("WHEN " + draft.expression(condition, of: "the condition of \(what)", trigger.place))
        }
        let head = words.joined(separator: " ") + " BEGIN\n"
        let body = self.body(trigger, what, &draft)
        write("CREATE TRIGGER \(name)", trigger.comments, head + body + "\nEND;", trigger.place, &draft)
        keep(draft)
    }

    /// The statements, each line a little to the right where no text reaches over its end.
    private func body(_ trigger: Trigger, _ what: String, _ draft: inout StatementDraft) -> String {
        let scan = draft.check(trigger.body, of: "the body of \(what)", trigger.place)
        var body = trigger.body.trimmed
        if !scan.endsInSemicolon { body += scan.endsInLineComment ? "\n;" : ";" }
        guard !scan.hasLineBreakInQuotes else { return body }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    }

    // MARK: Others

    private mutating func render(_ table: VirtualTable) {
        var draft = StatementDraft()
        let what = "virtual table \(Name.quoted(table.name))"
        var head = "CREATE VIRTUAL TABLE " + draft.name(table.name, of: "a virtual table", table.place)
        let hint = draft.hints(was: table.was, table.place)
        let comments = (hint.map { [$0] } ?? []) + draft.comments(table.comments, table.place)
        for comment in comments {
            draft.add(head + (head.isEmpty ? "" : " ") + comment, table.place)
            head = ""
        }
        let module = draft.name(table.module, of: "the module of \(what)", table.place)
        draft.add(
            head + (head.isEmpty ? "" : " ") + "USING \(module)" + (table.arguments.isEmpty ? ";" : "("),
            table.place
        )
        for (index, argument) in table.arguments.enumerated() {
            let scan = draft.check(argument.text, of: "an argument of \(what)", table.place)
            if scan.hasComma { draft.report("an argument of \(what) is several: \(argument.text)", table.place) }
            if scan.hasLineComment { draft.report("an argument of \(what) holds a comment", table.place) }
            let hint = draft.hints(was: argument.was, table.place).map { " " + $0 } ?? ""
            let comma = index < table.arguments.count - 1 ? "," : ""
            draft.add("    " + argument.text.trimmed + comma + hint, table.place)
        }
        if !table.arguments.isEmpty { draft.add(");", table.place) }
        keep(draft)
    }

    private mutating func render(_ sql: SQL) {
        var draft = StatementDraft()
        draft.add(query(sql.text, of: "the statement", sql.place, &draft) + ";", sql.place)
        keep(draft)
    }

    /// The words up to the object's name, comments, the rest: SQLite keeps comments within a statement alone.
    private func write(
        _ head: String,
        _ comments: [String],
        _ rest: String,
        _ place: Place,
        _ draft: inout StatementDraft
    ) {
        var head = head
        for comment in draft.comments(comments, place) {
            draft.add(head + (head.isEmpty ? "" : " ") + comment, place)
            head = ""
        }
        draft.add(head + (head.isEmpty ? "" : " ") + rest, place)
    }
}
