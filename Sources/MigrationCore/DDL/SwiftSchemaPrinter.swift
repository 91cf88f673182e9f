extension Schema {
    /// The schema in the language of MigrationSchema: a whole `schema.swift`, which declares an equal schema.
    ///
    /// What that language has no word for, and what has comments that it can't keep, is printed as its statement.
    package var swiftDeclaration: String {
        let head = "import MigrationSchema\n\nlet schema = Schema {"
        let parts = SwiftSchemaPrinter(schema: self).parts
        guard let first = parts.first else { return head + "}\n" }
        guard parts.count > 1 else { return "\(head)\n\(first)\n}\n" }
        let names = parts.indices.map { "part\($0 + 1)" }
        let list = names.map { "\(SwiftSchemaPrinter.indentation)\($0)\n" }.joined()
        let bodies = zip(names, parts).map { "\n@SchemaBuilder private var \($0): SchemaContent {\n\($1)\n}\n" }
        return "\(head)\n\(list)}\n" + bodies.joined()
    }
}

/// Writes a schema as Swift.
struct SwiftSchemaPrinter {
    static let indentation = "    "
    let schema: Schema

    /// The items in groups: the compiler's time for the lines between one pair of braces grows with their square.
    var parts: [String] {
        let items = items
        let count = items.reduce(0) { $0 + SwiftSchemaPrinter.lineCount($1) }
        let limit = count > 300 ? 120 : count
        var parts: [[String]] = []
        var filled = 0
        for item in items {
            let lines = SwiftSchemaPrinter.lineCount(item)
            if parts.isEmpty || filled + lines > limit {
                parts.append([])
                filled = 0
            }
            parts[parts.count - 1].append(item)
            filled += lines
        }
        return parts.map { $0.joined(separator: "\n\n") }
    }

    private static func lineCount(_ text: String) -> Int {
        text.utf8.count { $0 == 0x0A } + 1
    }

    /// The items, in an order for people: each table with its indexes, then what depends on tables.
    var items: [String] {
        var items: [String] = []
        for table in schema.tables {
            items.append(self.table(table))
            let indexes = schema.indexes(of: table.name).map(index)
            if !indexes.isEmpty { items.append(indexes.joined(separator: "\n")) }
        }
        let names = Set(schema.tables.map { Identifier.fold($0.name) })
        items += schema.indexes.filter { !names.contains(Identifier.fold($0.table)) }.map(index)
        return items + schema.virtualTables.map(virtualTable) + schema.views.map(view) + schema.triggers.map(trigger)
    }

    /// A statement as it is.
    func sql(_ statement: String) -> String {
        let text = SwiftLiteral.block(statement, indentation: Self.indentation + Self.indentation)
        return SwiftCall("SQL", [text]).text(indentation: Self.indentation)
    }

    private func table(_ table: Table) -> String {
        SwiftTablePrinter(table)?.text ?? sql(table.creation)
    }

    // MARK: Indexes

    private func index(_ index: Index) -> String {
        guard let comments = SchemaComment.behindName(index.sql, index.layout.name) else { return sql(index.creation) }
        var arguments = [SwiftLiteral.text(index.name), "on: " + SwiftLiteral.text(index.table)]
        arguments += index.columns.map(SwiftSchemaPrinter.part)
        if index.isUnique { arguments.append("unique: true") }
        if let predicate = index.predicate { arguments.append("where: " + SwiftLiteral.text(predicate.text)) }
        var call = SwiftCall("Index", arguments)
        for comment in comments { call.call("comment", [SwiftLiteral.text(comment)]) }
        return call.text(indentation: Self.indentation)
    }

    /// A column or an expression of a key or an index.
    static func part(_ part: IndexedColumn) -> String {
        var text: String
        switch part.term {
        case .column(let name):
            let isPlain = part.collation == nil && !part.isDescending
            text = SwiftLiteral.text(name.name)
            if !isPlain { text = ".column(\(text))" }
        case .expression(let expression): text = ".sql(\(SwiftLiteral.text(expression.text)))"
        }
        if let collation = part.collation { text += ".collate(\(SwiftLiteral.text(collation)))" }
        return part.isDescending ? text + ".descending()" : text
    }

    // MARK: Virtual tables

    private func virtualTable(_ table: VirtualTable) -> String {
        guard let comments = SchemaComment.behindName(table.sql, table.layout.name, hints: true),
            isWritten(table), table.arguments.allSatisfy(SwiftSchemaPrinter.hasNoComment)
        else { return sql(table.creation) }
        var hints = table.columns.map(\.hints)[...]
        var arguments = [SwiftLiteral.text(table.name), "using: " + SwiftLiteral.text(table.module)]
        for argument in table.arguments {
            let text = SwiftLiteral.text(argument)
            let was = table.column(declaredBy: argument) == nil ? nil : hints.popFirst()?.was
            arguments.append(was.map { ".argument(\(text)).renamed(from: \(SwiftLiteral.text($0)))" } ?? text)
        }
        var call = SwiftCall("VirtualTable", arguments)
        if let was = table.hints.was { call.call("renamed", ["from: " + SwiftLiteral.text(was)]) }
        for comment in comments { call.call("comment", [SwiftLiteral.text(comment)]) }
        return call.text(indentation: Self.indentation)
    }

    /// Whether module and arguments, written anew, mean the same.
    private func isWritten(_ table: VirtualTable) -> Bool {
        let arguments = table.arguments.isEmpty ? "" : "(\(table.arguments.joined(separator: ", ")))"
        guard var parser = try? DDLParser("CREATE VIRTUAL TABLE x USING \(table.module)\(arguments)"),
            let written = try? parser.virtualTable()
        else { return false }
        return sameBytes(written.normalized, table.normalized)
    }

    private static func hasNoComment(_ text: String) -> Bool {
        guard let tokens = try? Tokenizer.tokens(of: text) else { return false }
        return !tokens.contains { $0.kind == .comment }
    }

    // MARK: Views and triggers

    private func view(_ view: View) -> String {
        guard var parser = try? DDLParser(view.sql), let place = try? parser.viewQuery(),
            let comments = SchemaComment.behindName(view.sql, view.layout.name, upTo: place.lowerBound)
        else { return sql(view.creation) }
        var arguments = [SwiftLiteral.text(view.name)]
        if let columns = view.columns {
            arguments.append("columns: [\(columns.map(SwiftLiteral.text).joined(separator: ", "))]")
        }
        let query = SQLBlock(parser.cursor.bytes[place]).text
        arguments.append("as: " + SwiftLiteral.block(query, indentation: Self.indentation + Self.indentation))
        var call = SwiftCall("View", arguments)
        for comment in comments { call.call("comment", [SwiftLiteral.text(comment)]) }
        return call.text(indentation: Self.indentation)
    }

    private func trigger(_ trigger: Trigger) -> String {
        guard var parser = try? DDLParser(trigger.sql), let parts = try? parser.triggerParts(),
            let comments = SchemaComment.behindName(trigger.sql, trigger.layout.name, upTo: parts.condition.lowerBound)
        else { return sql(trigger.creation) }
        var arguments = [SwiftLiteral.text(trigger.name)]
        if parts.hasTiming { arguments.append(SwiftSchemaPrinter.name(of: trigger.timing)) }
        arguments += [SwiftSchemaPrinter.name(of: trigger.event), "on: " + SwiftLiteral.text(trigger.table)]
        if parts.isForEachRow { arguments.append("forEachRow: true") }
        if !parts.condition.isEmpty {
            let condition = SQLBlock(parser.cursor.bytes[parts.condition]).text
            arguments.append("when: " + SwiftLiteral.text(condition))
        }
        let body = SQLBlock(parser.cursor.bytes[parts.body]).text
        arguments.append("do: " + SwiftLiteral.block(body, indentation: Self.indentation + Self.indentation))
        var call = SwiftCall("Trigger", arguments)
        for comment in comments { call.call("comment", [SwiftLiteral.text(comment)]) }
        return call.text(indentation: Self.indentation)
    }

    private static func name(of timing: Trigger.Timing) -> String {
        switch timing {
        case .before: ".before"
        case .after: ".after"
        case .insteadOf: ".insteadOf"
        }
    }

    private static func name(of event: Trigger.Event) -> String {
        switch event {
        case .delete: ".delete"
        case .insert: ".insert"
        case .update(let columns) where columns.isEmpty: ".update"
        case .update(let columns):
            ".update(of: \(columns.map { SwiftLiteral.text($0.name) }.joined(separator: ", ")))"
        }
    }
}

/// A piece of a statement without the blanks around it, its lines as far to the left as they may.
struct SQLBlock {
    let text: String

    init(_ bytes: ArraySlice<UInt8>) {
        let whole = String(decoding: bytes, as: UTF8.self)
        var lines = whole.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if !SQLBlock.hasLineBreakInToken(whole) {
            // The first line begins behind the word that the piece follows.
            let widths = lines.dropFirst().filter { !$0.allSatisfy(\.isWhitespace) }.map(SQLBlock.indentation)
            let width = widths.min() ?? 0
            for index in lines.indices.dropFirst() { lines[index] = String(lines[index].dropFirst(width)) }
        }
        text = SQLBlock.trim(lines.joined(separator: "\n"))
    }

    private static func indentation(_ line: String) -> Int {
        line.prefix { $0 == " " || $0 == "\t" }.count
    }

    private static func hasLineBreakInToken(_ text: String) -> Bool {
        guard let tokens = try? Tokenizer.tokens(of: text) else { return true }
        let bytes = Array(text.utf8)
        return tokens.contains { $0.kind != .whitespace && bytes[$0.range].contains(0x0A) }
    }

    private static func trim(_ text: String) -> String {
        var text = text[...].drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

// MARK: - Where the parts of a statement stand

extension DDLParser {
    /// Where the query of a view stands, the comments around it included.
    ///
    /// - Returns: its range.
    /// - Throws: `SchemaError` for a statement that is no view, and for column names in quotes that say nothing, or the
    ///   other way: they would be compared otherwise.
    mutating func viewQuery() throws(SchemaError) -> Range<Int> {
        cursor.position = 0
        try expectHead(.view)
        _ = try cursor.qualifiedName()
        if cursor.isPunctuation("(") {
            let start = cursor.position + 1
            _ = try nameList()
            for position in start..<(cursor.position - 1) { try refuseOtherQuotes(cursor.tokens[position]) }
        }
        try cursor.expect("AS")
        let start = cursor.peek(-1)?.range.upperBound ?? 0
        return start..<cursor.bytes.count
    }

    private func refuseOtherQuotes(_ token: Token) throws(SchemaError) {
        guard token.kind != .punctuation else { return }
        let name = cursor.unquoted(token)
        let isWord = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
        }
        let words: Set<String> = ["cast", "current_date", "current_time", "current_timestamp", "if", "raise", "window"]
        let isBare = isWord && !words.contains(Identifier.fold(name)) && !Keyword.isReserved(Identifier.fold(name))
        guard isBare == (token.kind == .word), token.kind == .word || cursor.bytes[token.range.lowerBound] == 0x22
        else {
            throw SchemaError(message: "quotes that make a difference", offset: token.range.lowerBound)
        }
    }

    /// Where the parts of a trigger stand.
    struct TriggerParts {
        var hasTiming: Bool
        var isForEachRow: Bool
        /// Behind WHEN; empty, at the place of BEGIN, without one.
        var condition: Range<Int>
        /// Between BEGIN and END.
        var body: Range<Int>
    }

    /// Where the parts of a trigger stand.
    ///
    /// - Returns: the parts.
    /// - Throws: `SchemaError` for a statement that is none.
    mutating func triggerParts() throws(SchemaError) -> TriggerParts {
        cursor.position = 0
        try expectHead(.trigger)
        _ = try cursor.qualifiedName()
        let hasTiming = cursor.isWord("BEFORE") || cursor.isWord("AFTER") || cursor.isWord("INSTEAD")
        while !cursor.isWord("ON") { try skip("ON") }
        try cursor.expect("ON")
        _ = try cursor.qualifiedName()
        let isForEachRow = cursor.accept("FOR", "EACH")
        if isForEachRow { try cursor.expect("ROW") }
        let hasCondition = cursor.accept("WHEN")
        let conditionStart = hasCondition ? cursor.peek(-1)?.range.upperBound : nil
        while !cursor.isWord("BEGIN") { try skip("BEGIN") }
        guard let begin = cursor.peek(), let last = cursor.tokens.last, cursor.matches(last, "END") else {
            throw cursor.unexpected("BEGIN … END")
        }
        let condition = (conditionStart ?? begin.range.lowerBound)..<begin.range.lowerBound
        let body = begin.range.upperBound..<max(begin.range.upperBound, last.range.lowerBound)
        return TriggerParts(hasTiming: hasTiming, isForEachRow: isForEachRow, condition: condition, body: body)
    }

    private mutating func skip(_ wanted: StaticString) throws(SchemaError) {
        guard !cursor.isAtEnd else { throw cursor.unexpected("\(wanted)") }
        cursor.position += 1
    }
}
