/// What the server's analysis takes a statement for.
enum StatementKind: Hashable, Sendable {
    case read
    case write
    case transactionBegin
    case transactionEnd
    case savepoint
    case release
    /// Neither allowed nor known.
    case unsupported

    /// Whether a token needs the right to write for it.
    var needsWriteAccess: Bool { self == .write }
}

/// How the server sorts statements: what it does not sort, it refuses.
struct StatementAnalysis: Sendable {
    let kind: StatementKind
    let isInsert: Bool
    /// Whether it is an INSERT, an UPDATE or a DELETE, for which rows are counted.
    let countsRows: Bool
    let pragma: Pragma?

    struct Pragma: Hashable, Sendable {
        let name: String
        let hasArgument: Bool
    }

    init(_ statement: SQLText, _ dialect: Dialect) {
        var tokens = statement.tokens[...]
        let isExplained = tokens.first?.isWord("EXPLAIN") == true
        if isExplained {
            tokens = tokens.dropFirst()
            if tokens.first?.isWord("QUERY") == true { tokens = tokens.dropFirst(2) }
        }
        let main = Self.mainVerb(tokens)
        let verb = main.first.map { $0.kind == .word ? $0.text : "" } ?? ""
        pragma = verb == "PRAGMA" ? Self.pragma(main) : nil
        let counts = ["INSERT", "REPLACE", "UPDATE", "DELETE"].contains(verb) && !isExplained
        countsRows = counts
        isInsert = counts && ["INSERT", "REPLACE"].contains(verb)
        if let pragma {
            kind = PragmaRules.kind(of: pragma, dialect)
        } else {
            kind = isExplained ? .read : Self.kind(verb: verb, main)
        }
    }

    /// The tokens from the verb on, past any common table expressions.
    private static func mainVerb(_ tokens: ArraySlice<SQLToken>) -> ArraySlice<SQLToken> {
        guard tokens.first?.isWord("WITH") == true else { return tokens }
        let verbs: Set = ["SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"]
        var depth = 0
        for index in tokens.indices {
            if tokens[index].isSymbol("(") { depth += 1 }
            if tokens[index].isSymbol(")") { depth -= 1 }
            if depth == 0, tokens[index].kind == .word, verbs.contains(tokens[index].text) { return tokens[index...] }
        }
        return tokens
    }

    private static func pragma(_ tokens: ArraySlice<SQLToken>) -> Pragma {
        var rest = tokens.dropFirst()
        if rest.dropFirst().first?.isSymbol(".") == true { rest = rest.dropFirst(2) }
        let name = rest.first?.text.lowercased() ?? ""
        return Pragma(name: name, hasArgument: rest.count > 1)
    }

    private static func kind(verb: String, _ tokens: ArraySlice<SQLToken>) -> StatementKind {
        switch verb {
        case "SELECT", "VALUES": .read
        case "BEGIN": .transactionBegin
        case "COMMIT", "END": .transactionEnd
        case "ROLLBACK": tokens.contains { $0.isWord("TO") } ? .release : .transactionEnd
        case "SAVEPOINT": .savepoint
        case "RELEASE": .release
        case "CREATE": creationKind(tokens)
        case "INSERT", "REPLACE": writeKind(table: name(after: ["INTO"], in: tokens))
        case "DELETE": writeKind(table: name(after: ["FROM"], in: tokens))
        case "UPDATE": writeKind(table: updatedTable(tokens))
        case "ALTER": writeKind(table: name(after: ["TABLE"], in: tokens))
        case "DROP": writeKind(table: name(after: ["TABLE", "EXISTS"], in: tokens))
        case "REINDEX": .write
        case "DETACH": .read
        default: .unsupported
        }
    }

    /// Temporary objects live in the connection, which is not the client's own.
    private static func creationKind(_ tokens: ArraySlice<SQLToken>) -> StatementKind {
        let head = tokens.prefix { !$0.isSymbol("(") && !$0.isWord("AS") && !$0.isWord("ON") }
        if tokens.dropFirst().first.map({ $0.isWord("TEMP") || $0.isWord("TEMPORARY") }) == true { return .unsupported }
        let inTemporary = zip(head, head.dropFirst()).contains { $1.isSymbol(".") && $0.text.uppercased() == "TEMP" }
        let isTable = tokens.prefix(3).contains { $0.isWord("TABLE") }
        return inTemporary && isTable ? .unsupported : .write
    }

    private static let reserved: Set = ["_litestream_seq", "_litestream_lock", "libsql_wasm_func_table"]

    private static func writeKind(table: String?) -> StatementKind {
        table.map { reserved.contains($0.lowercased()) } == true ? .unsupported : .write
    }

    /// The name that follows the last of some words, without its schema.
    private static func name(after words: Set<String>, in tokens: ArraySlice<SQLToken>) -> String? {
        let head = tokens.prefix(6)
        guard let index = head.lastIndex(where: { $0.kind == .word && words.contains($0.text) }) else { return nil }
        let rest = tokens[(index + 1)...]
        return rest.dropFirst().first?.isSymbol(".") == true ? rest.dropFirst(2).first?.text : rest.first?.text
    }

    private static func updatedTable(_ tokens: ArraySlice<SQLToken>) -> String? {
        var rest = tokens.dropFirst()
        if rest.first?.isWord("OR") == true { rest = rest.dropFirst(2) }
        return rest.dropFirst().first?.isSymbol(".") == true ? rest.dropFirst(2).first?.text : rest.first?.text
    }
}

/// Which pragmas the server lets through.
enum PragmaRules {
    private static let reads: Set = [
        "table_list", "index_list", "table_info", "table_xinfo", "index_info", "index_xinfo", "pragma_list",
        "compile_options", "database_list", "function_list", "module_list", "encoding",
    ]
    private static let writes: Set = [
        "defer_foreign_keys", "foreign_keys", "foreign_key_list", "foreign_key_check", "collation_list",
        "data_version", "freelist_count", "integrity_check", "legacy_file_format", "page_count", "quick_check",
        "stats", "user_version",
    ]
    private static let readOnly: Set = [
        "analysis_limit", "application_id", "auto_vacuum", "automatic_index", "busy_timeout", "cache_size",
        "cache_spill", "cell_size_check", "checkpoint_fullfsync", "fullfsync", "hard_heap_limit", "journal_mode",
        "journal_size_limit", "legacy_alter_table", "locking_mode", "max_page_count", "mmap_size", "page_size",
        "query_only", "read_uncommitted", "recursive_triggers", "reverse_unordered_selects", "schema_version",
        "secure_delete", "soft_heap_limit", "synchronous", "temp_store", "threads", "trusted_schema",
        "wal_autocheckpoint",
    ]

    static func kind(of pragma: StatementAnalysis.Pragma, _ dialect: Dialect) -> StatementKind {
        if dialect == .cloud, let kind = cloudKind(of: pragma) { return kind }
        if reads.contains(pragma.name) { return .read }
        if pragma.name == "schema_version" { return pragma.hasArgument ? .unsupported : .read }
        if writes.contains(pragma.name) { return .write }
        if readOnly.contains(pragma.name) { return pragma.hasArgument ? .unsupported : .write }
        return .unsupported
    }

    /// What the hosted service's documentation says otherwise.
    private static func cloudKind(of pragma: StatementAnalysis.Pragma) -> StatementKind? {
        switch pragma.name {
        case "user_version", "application_id": pragma.hasArgument ? .unsupported : .read
        case "busy_timeout", "journal_mode": .unsupported
        default: nil
        }
    }
}
