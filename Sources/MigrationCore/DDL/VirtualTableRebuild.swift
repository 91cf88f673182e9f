/// The statements that give a virtual table with rows of its own other arguments: there is no ALTER for them.
struct VirtualTableRebuild {
    let difference: VirtualTableDifference
    /// A name that no object has.
    let temporary: String

    /// - Throws: `SchemaDiffError` where the rows can't be brought along.
    func statements() throws(SchemaDiffError) -> [DDLStatement] {
        switch (difference.from.content, difference.to.content) {
        case (.own, .own) where Identifier(difference.from.module) == Identifier(difference.to.module):
            return try copy()
        case (.none, _), (_, .none):
            throw refusal("keeps no content that could be copied")
        case (.external(let table), _):
            throw refusal("has its rows in '\(table)', from where the tool does not copy them")
        case (.own, _), (.unknown, _):
            throw refusal("is of a module whose content the tool can't copy")
        }
    }

    private func copy() throws(SchemaDiffError) -> [DDLStatement] {
        // The first column of an R-tree is its rowid.
        var pairs = difference.to.isFullText ? [(new: "rowid", old: "rowid")] : []
        for column in difference.to.columns {
            guard let source = difference.oldName(ofColumn: column.name) else { continue }
            pairs.append((DDLText.quoted(column.name), DDLText.quoted(source)))
        }
        guard !pairs.isEmpty else { throw refusal("would keep none of its columns") }
        let targets = pairs.map(\.new).joined(separator: ", ")
        let values = pairs.map(\.old).joined(separator: ", ")
        let renames = difference.renames.map { "the values of \($0.old) in \($0.new)," }
        let old = DDLText.quoted(difference.from.name)
        let new = DDLText.quoted(temporary)
        return [
            DDLStatement(
                difference.to.creation(named: temporary),
                ["There is no ALTER for virtual tables: \(difference.to.name) is made anew under a name that is free,"]
            )
        ] + settings + [
            DDLStatement(
                "INSERT INTO \(new) (\(targets))\nSELECT \(values)\nFROM \(old)",
                ["takes the rows with their rowids,"] + renames
            ),
            RowGuard.equality(
                "no row of \(difference.from.name) may be missing before it goes.",
                "SELECT count(*) FROM \(old)",
                "SELECT count(*) FROM \(new)",
                message: "\(difference.to.name): \(RowGuard.incompleteCopy)"
            ),
            DDLStatement("DROP TABLE \(old)"),
            DDLStatement("ALTER TABLE \(new) RENAME TO \(DDLText.quoted(difference.to.name))", ["and the old name."]),
        ]
    }

    private var settings: [DDLStatement] {
        guard let settings = TextSettings(difference) else { return [] }
        return [
            settings.insertion(
                into: temporary,
                from: settings.query(difference.from.name),
                ["takes the settings, such as rank and automerge,"]
            )
        ]
    }

    private func refusal(_ reason: String) -> SchemaDiffError {
        SchemaDiffError(
            "virtual table '\(difference.to.name)' can't be changed: it \(reason)",
            remedy: "leave its declaration as it was, or drop it in one revision and create it in the next"
        )
    }
}

extension VirtualTable {
    /// The statement that creates the table, in the declaration's words.
    var creation: String { DDLText.create("VIRTUAL TABLE", sql, from: layout.name) }

    /// The statement that creates the table under another name: the same text but for the token of the name, for its
    /// comments may carry hints.
    func creation(named name: String) -> String {
        let bytes = Array(sql.utf8)
        guard !layout.name.isEmpty, layout.name.upperBound <= bytes.count else { return creation }
        let rest = String(decoding: bytes[layout.name.upperBound...], as: UTF8.self)
        return DDLText.withoutSemicolon("CREATE VIRTUAL TABLE \(DDLText.quoted(name))" + rest)
    }
}
