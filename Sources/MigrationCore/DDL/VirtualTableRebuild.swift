/// The statements that give a virtual table another module or other arguments: there is no ALTER for them.
struct VirtualTableRebuild {
    let difference: VirtualTableDifference
    /// A name that no object has.
    let temporary: String

    /// - Throws: `SchemaDiffError` where the rows can't be brought along.
    func statements() throws(SchemaDiffError) -> [DDLStatement] {
        let new = difference.to
        switch (difference.from.content, new.content) {
        case (_, .external(let table)):
            return [
                DDLStatement(
                    "DROP TABLE \(DDLText.quoted(difference.from.name))",
                    [
                        "There is no ALTER for virtual tables. \(new.name) only indexes \(table), and is made anew from it."
                    ]
                ),
                DDLStatement(new.creation),
            ] + VirtualTableRebuild.refill(new)
        case (.own(let before), .own(let after)) where Identifier(difference.from.module) == Identifier(new.module):
            return copy(before, after)
        case (.none, _), (_, .none):
            throw refusal("keeps no content that could be copied")
        case (.own, _), (.external, _), (.unknown, _):
            throw refusal("is of a module whose content the tool can't copy")
        }
    }

    /// The statement that fills a full-text table from the table that it indexes.
    static func refill(_ table: VirtualTable) -> [DDLStatement] {
        guard case .external = table.content, table.isFullText else { return [] }
        let name = DDLText.quoted(table.name)
        return [
            DDLStatement(
                "INSERT INTO \(name) (\(name)) VALUES ('rebuild')",
                ["It reads the rows that are there already."]
            )
        ]
    }

    private func copy(_ before: [String], _ after: [String]) -> [DDLStatement] {
        let common = after.filter { name in before.contains { Identifier($0) == Identifier(name) } }
        let isRTree = !difference.to.isFullText
        let columns = (isRTree ? [] : ["rowid"]) + common.map(DDLText.quoted)
        let list = columns.joined(separator: ", ")
        let old = DDLText.quoted(difference.from.name)
        let new = DDLText.quoted(temporary)
        return [
            DDLStatement(
                difference.to.creation(named: temporary),
                ["There is no ALTER for virtual tables: \(difference.to.name) is made anew under a name that is free,"]
            ),
            DDLStatement(
                "INSERT INTO \(new) (\(list))\nSELECT \(list)\nFROM \(old)",
                ["takes the rows with their rowids,"]
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

    private func refusal(_ reason: String) -> SchemaDiffError {
        SchemaDiffError(
            "virtual table '\(difference.to.name)' can't be changed: it \(reason)",
            remedy: "leave its declaration as it was, or drop it in one revision and create it in the next"
        )
    }
}

extension VirtualTable {
    var isFullText: Bool { ["fts3", "fts4", "fts5"].contains(Identifier.fold(module)) }

    /// The statement that creates the table, in the declaration's words where they say nothing of IF NOT EXISTS.
    var creation: String {
        let words = (try? Tokenizer.tokens(of: sql, keepingTrivia: false)) ?? []
        let bytes = Array(sql.utf8)
        let isConditional = words.prefix(4).contains {
            Identifier.fold(String(decoding: bytes[$0.range], as: UTF8.self)) == "if"
        }
        let isNamed = words.count > 3 && Identifier(Identifier.unquote(bytes[words[3].range])) == Identifier(name)
        return isConditional || !isNamed ? creation(named: name) : DDLText.withoutSemicolon(sql)
    }

    /// The statement that creates the table under a name.
    func creation(named name: String) -> String {
        let list = arguments.joined(separator: ", ")
        let using = "USING \(Identifier.isPlain(module) ? module : DDLText.quoted(module))"
        return "CREATE VIRTUAL TABLE \(DDLText.quoted(name)) \(using)" + (list.isEmpty ? "" : "(\(list))")
    }
}

extension Identifier {
    fileprivate static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F }
    }
}
