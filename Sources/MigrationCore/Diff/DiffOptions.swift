/// What a user declares for a comparison.
package struct DiffOptions: Hashable, Sendable {
    package var renames: [DeclaredRename]
    package var backfills: [DeclaredBackfill]
    /// Every drop and add that is not declared as a rename is meant as such.
    package var treatsRestAsDropAndAdd: Bool
    /// Whether the hints in the declared schema's comments count.
    package var usesHints: Bool

    package init(
        renames: [DeclaredRename] = [],
        backfills: [DeclaredBackfill] = [],
        treatsRestAsDropAndAdd: Bool = false,
        usesHints: Bool = true
    ) {
        self.renames = renames
        self.backfills = backfills
        self.treatsRestAsDropAndAdd = treatsRestAsDropAndAdd
        self.usesHints = usesHints
    }
}

/// A rename that a user declares: `old_table=new_table` or `table.old_column=new_column`.
package enum DeclaredRename: Hashable, Sendable {
    case table(old: String, new: String)
    /// - table: by its declared name.
    case column(table: String, old: String, new: String)

    /// Reads the value of `--rename`.
    ///
    /// - Parameter text: `old=new` or `table.old=new`, odd names quoted as in SQL.
    /// - Throws: `SchemaDiffError` for anything else.
    package init(parsing text: String) throws(SchemaDiffError) {
        let words = NameWords(text)
        switch words.shape {
        case "n=n": self = .table(old: words.names[0], new: words.names[1])
        case "n.n=n": self = .column(table: words.names[0], old: words.names[1], new: words.names[2])
        default:
            throw SchemaDiffError(
                "'\(text)' is no rename",
                remedy: "write --rename old_table=new_table or --rename table.old_column=new_column; "
                    + "a name with other signs than letters, digits and _ stands between double quotes"
            )
        }
    }

    /// The value of `--rename` that declares it.
    package var flag: String {
        switch self {
        case .table(let old, let new): "\(NameWords.word(old))=\(NameWords.word(new))"
        case .column(let table, let old, let new):
            "\(NameWords.word(table)).\(NameWords.word(old))=\(NameWords.word(new))"
        }
    }
}

/// Values for rows that a new NOT NULL would leave empty: `table.column=expression`.
package struct DeclaredBackfill: Hashable, Sendable {
    package var table: String
    package var column: String
    /// An SQL expression over the columns of the old row.
    package var expression: String

    package init(table: String, column: String, expression: String) {
        self.table = table
        self.column = column
        self.expression = expression
    }

    /// Reads the value of `--backfill`.
    ///
    /// - Parameter text: `table.column=expression`.
    /// - Throws: `SchemaDiffError` for anything else.
    package init(parsing text: String) throws(SchemaDiffError) {
        let words = NameWords(text, upTo: 3)
        let expression = words.rest.drop { $0 == " " }
        guard words.shape == "n.n=", !expression.isEmpty else {
            throw SchemaDiffError(
                "'\(text)' is no backfill",
                remedy: "write --backfill table.column=EXPR, as in --backfill \"prompts.slug='n' || id\""
            )
        }
        self.init(table: words.names[0], column: words.names[1], expression: String(expression))
    }
}

/// The names and signs at the start of a flag's value.
struct NameWords {
    /// `n` for each name, and the signs between them.
    private(set) var shape = ""
    private(set) var names: [String] = []
    /// What stands behind.
    private(set) var rest: String = ""

    /// - upTo: how many names and signs are read; a `=` ends a list of three names and signs.
    init(_ text: String, upTo signs: Int = .max) {
        var tokenizer = Tokenizer(text)
        var seen = 0
        while seen <= signs, let token = try? tokenizer.next() {
            seen += 1
            switch token.kind {
            case .word, .quotedName:
                shape += "n"
                names.append(Identifier.unquote(tokenizer.bytes[token.range]))
            case .whitespace, .comment, .string, .blob, .number, .parameter, .semicolon, .punctuation:
                shape += tokenizer.text(token)
            }
        }
        rest = String(decoding: tokenizer.bytes[min(tokenizer.offset, tokenizer.bytes.count)...], as: UTF8.self)
        if signs == .max, !rest.isEmpty { shape += "?" }
    }

    /// A name as it may stand in a flag.
    static func word(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte >= 0x80
        }
        return isPlain && !name.isEmpty && !(name.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
            ? name : Identifier(name).quoted
    }
}
