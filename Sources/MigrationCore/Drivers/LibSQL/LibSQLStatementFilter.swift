/// What a libSQL server refuses to run, told from the statement's words before anything is sent.
///
/// Source: sqld's `query_analysis.rs`, whose list Turso Cloud narrows further (docs.turso.tech, cloud limitations). What is
/// not listed here is left to the server to judge.
package enum LibSQLStatementFilter {
    /// Why a statement is refused.
    package struct Refusal: Hashable, Sendable {
        /// The statement, as the end of "a libSQL server refuses …".
        package let what: String
        /// What to do instead.
        package let remedy: String
    }

    /// Why a server would refuse a statement; `nil` where nothing speaks against it.
    ///
    /// - Parameters:
    ///   - text: one statement; comments, blanks and semicolons before it don't matter.
    ///   - isAlone: whether it runs without a transaction around it, in a request of its own.
    /// - Returns: the refusal.
    package static func refusal(of text: String, isAlone: Bool = false) -> Refusal? {
        var words = Words(text)
        let first = words.next()?.uppercased() ?? ""
        if isAlone, ["SAVEPOINT", "RELEASE"].contains(first) || first == "ROLLBACK" && words.contains("TO") {
            return Refusal(
                what: "to keep a savepoint (\(first)) from one request of a section with transaction=off to the next",
                remedy: "Take it out, or move the statements to a section with a transaction: savepoints nest in one."
            )
        }
        switch first {
        case "BEGIN", "COMMIT", "END":
            return Refusal(what: "\(first) in a revision", remedy: transactionRemedy)
        case "ROLLBACK":
            return words.contains("TO") ? nil : Refusal(what: "ROLLBACK in a revision", remedy: transactionRemedy)
        case "VACUUM", "ANALYZE":
            return Refusal(what: first, remedy: "Take it out: the server looks after that by itself.")
        case "ATTACH", "DETACH":
            return Refusal(what: first, remedy: "A revision works on one database; copy what it needs into a table.")
        case "PRAGMA": return pragma(&words)
        default: return temporary(first, &words) ?? internalTable(words)
        }
    }

    private static let transactionRemedy =
        "Take it out: each revision is a transaction already, and more than one is more than one revision."

    /// The first word of a statement, in upper case.
    static func firstWord(of text: String) -> String {
        var words = Words(text)
        return words.next()?.uppercased() ?? ""
    }

    private static func temporary(_ first: String, _ words: inout Words) -> Refusal? {
        let second = words.next()?.uppercased() ?? ""
        let isTemporary = first == "CREATE" && (second == "TEMP" || second == "TEMPORARY")
        guard isTemporary || words.namesSchema("temp") else { return nil }
        return Refusal(
            what: isTemporary ? "CREATE \(second)" : "the schema temp",
            remedy: "Use an ordinary table, and drop it at the end of the revision."
        )
    }

    /// Writes to what Litestream and libSQL keep for themselves.
    private static func internalTable(_ words: Words) -> Refusal? {
        let kept = ["_litestream_seq", "_litestream_lock", "libsql_wasm_func_table"]
        guard let name = kept.first(where: words.changes) else { return nil }
        return Refusal(what: "a change of \(name)", remedy: "Leave the table to the server.")
    }
}

extension LibSQLStatementFilter {
    private static let readable: Set<String> = [
        "table_list", "table_info", "table_xinfo", "index_list", "index_info", "index_xinfo", "database_list",
        "function_list", "module_list", "pragma_list", "compile_options",
    ]

    private static let writable: Set<String> = [
        "defer_foreign_keys", "foreign_keys", "foreign_key_list", "foreign_key_check", "collation_list", "data_version",
        "freelist_count", "integrity_check", "quick_check", "page_count", "stats",
    ]

    /// sqld lets `user_version` be written, Turso Cloud does not.
    private static let readOnly: Set<String> = [
        "encoding", "schema_version", "user_version", "analysis_limit", "application_id", "auto_vacuum",
        "automatic_index", "busy_timeout", "cache_size", "cache_spill", "cell_size_check", "checkpoint_fullfsync",
        "fullfsync", "hard_heap_limit", "journal_mode", "journal_size_limit", "legacy_alter_table",
        "legacy_file_format", "locking_mode", "max_page_count", "mmap_size", "page_size", "query_only",
        "read_uncommitted", "recursive_triggers", "reverse_unordered_selects", "secure_delete", "soft_heap_limit",
        "synchronous", "temp_store", "threads", "trusted_schema", "wal_autocheckpoint",
    ]

    private static func pragma(_ words: inout Words) -> Refusal? {
        guard let pragma = words.pragma() else { return nil }
        let name = pragma.name
        if readable.contains(name) || writable.contains(name) || (readOnly.contains(name) && !pragma.hasValue) {
            return nil
        }
        return Refusal(
            what: "PRAGMA \(name)" + (readOnly.contains(name) ? " with a value" : ""),
            remedy: "Take it out of revisions for remote databases: it is the server's to set."
        )
    }
}

/// The tokens of a statement, without blanks and comments; quoted names are unquoted and folded.
private struct Words {
    private let tokens: [String]
    private var position = 0

    init(_ text: String) {
        var found: [String] = []
        var copy = text
        copy.withUTF8 { bytes in
            var scanner = TokenScanner(bytes: bytes, offset: 0)
            while scanner.offset < bytes.count {
                let start = scanner.offset
                guard let kind = try? scanner.scan(), scanner.offset > start else { break }
                guard kind != .whitespace, kind != .comment else { continue }
                found.append(String(decoding: bytes[start..<scanner.offset], as: UTF8.self))
            }
        }
        tokens = Array(found.drop { $0 == ";" })
    }

    mutating func next() -> String? {
        guard position < tokens.count else { return nil }
        defer { position += 1 }
        return tokens[position]
    }

    /// Whether the token behind the last one is a dot.
    var dotFollows: Bool { position < tokens.count && tokens[position] == "." }

    func contains(_ keyword: String) -> Bool {
        tokens.contains { $0.uppercased() == keyword }
    }

    /// Whether a table, view or trigger of this schema is named: `FROM temp.t`, `INTO "temp".t`; the column `temp.a` of a
    /// table `temp` is none.
    func namesSchema(_ schema: String) -> Bool {
        tokens.indices.dropFirst().dropLast().contains { index in
            tokens[index + 1] == "." && Words.folded(tokens[index]) == schema && namesTable(at: index)
        }
    }

    /// Whether what stands before a token makes it the name of a table or its schema.
    private func namesTable(at index: Int) -> Bool {
        switch tokens[index - 1].uppercased() {
        case "JOIN", "INTO", "UPDATE", "TABLE", "VIEW", "INDEX", "TRIGGER", "EXISTS", "REINDEX": true
        // `a IS DISTINCT FROM temp.b` compares two columns.
        case "FROM": index < 2 || tokens[index - 2].uppercased() != "DISTINCT"
        // Of a trigger or an index; any other is a join's condition.
        case "ON": makesTriggerOrIndex && tokens[..<(index - 1)].allSatisfy { $0.uppercased() != "ON" }
        default: false
        }
    }

    private var makesTriggerOrIndex: Bool {
        let words = tokens.prefix(3).map { $0.uppercased() }
        return words.first == "CREATE" && words.dropFirst().contains { ["TRIGGER", "INDEX"].contains($0) }
    }

    /// Whether the statement, or one inside of it, changes a table, drops it or alters it.
    func changes(_ table: String) -> Bool {
        tokens.indices.contains { Words.folded(tokens[$0]) == table && isChanged(at: $0) }
    }

    /// Whether the words before a table's name change it: `INTO t`, `DELETE FROM main.t`, `UPDATE OR IGNORE t`.
    private func isChanged(at index: Int) -> Bool {
        var before = tokens[..<index].suffix(5).map { $0.uppercased() }
        if before.last == "." { before = before.dropLast(2) }
        switch before.last {
        case "INTO", "UPDATE", "TABLE", "EXISTS": return true
        case "FROM": return before.dropLast().last == "DELETE"
        default: return before.suffix(3).starts(with: ["UPDATE", "OR"])
        }
    }

    /// The name behind PRAGMA, with or without a schema, and whether a value follows.
    mutating func pragma() -> (name: String, hasValue: Bool)? {
        guard var name = next() else { return nil }
        if dotFollows {
            _ = next()
            guard let second = next() else { return nil }
            name = second
        }
        return (Words.folded(name), position < tokens.count && tokens[position] != ";")
    }

    private static func folded(_ token: String) -> String {
        Identifier.fold(Identifier.unquote(Array(token.utf8)))
    }
}
