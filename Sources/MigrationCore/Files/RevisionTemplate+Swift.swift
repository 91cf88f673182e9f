extension RevisionTemplate {
    /// A Swift revision that runs the statements of sections, with their comments.
    ///
    /// - Parameters:
    ///   - typeName: the name of its type.
    ///   - up: what it does.
    ///   - down: what takes it back.
    /// - Returns: the code.
    /// - Throws: `RevisionFileError` where a section can't be read.
    package static func swiftCode(
        _ typeName: String,
        up: Section,
        down: Section
    ) throws(RevisionFileError) -> String {
        let sections = try statements(up: up, down: down)
        let isOff = [up, down].contains { $0.transaction == .atomic(foreignKeys: .off) }
        let option =
            isOff
            ? "    /// A table is rebuilt; rows that would lose their parent are looked for at the end.\n"
                + "    static let enforcesForeignKeys = false\n\n" : ""
        return """
            import MigrationCore

            struct \(typeName): Migration {
            \(option)    func upgrade(_ op: Operations) throws {
            \(calls(up.text, sections.up))    }

                func downgrade(_ op: Operations) throws {
            \(calls(down.text, sections.down))    }
            }

            """
    }

    /// The statements of sections, as their file will be read.
    package static func statements(
        up: Section,
        down: Section
    ) throws(RevisionFileError) -> (up: [SQLStatement], down: [SQLStatement]) {
        let template = RevisionTemplate(id: "generated", created: CivilTime(epoch: 0), body: .sql(up: up, down: down))
        guard case .sql(let upSection, let downSection) = try template.file(named: "{rev}").revision.body else {
            return ([], [])
        }
        return (upSection.statements, downSection?.statements ?? [])
    }

    private static func calls(_ text: String, _ statements: [SQLStatement]) -> String {
        var rest = text[...]
        var lines: [String] = []
        for statement in statements {
            guard let place = rest.ranges(of: statement.text).first else { continue }
            lines += comments(rest[..<place.lowerBound])
            rest = rest[place.upperBound...]
            lines += call(statement.text)
        }
        lines += comments(rest)
        return lines.map { $0.isEmpty ? "\n" : "        \($0)\n" }.joined()
    }

    /// The comments between two statements, as Swift has them.
    private static func comments(_ text: Substring) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let line = line.drop { $0 == " " || $0 == "\t" }
            return line.hasPrefix("--") ? "//" + line.dropFirst(2) : nil
        }
    }

    private static func call(_ sql: String) -> [String] {
        var marks = sql.contains("\"") || sql.contains("\\") ? "#" : ""
        while sql.contains("\"\(marks)") && !marks.isEmpty || sql.contains("\\\(marks)") { marks += "#" }
        let escaped = sql.unicodeScalars.map { scalar in
            let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\n" || scalar == "\t"
            return isPlain ? String(scalar) : "\\\(marks)u{\(String(scalar.value, radix: 16))}"
        }.joined()
        guard escaped.contains("\n") else { return ["try op.execute(\(marks)\"\(escaped)\"\(marks))"] }
        let body = escaped.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.isEmpty ? "" : "    \($0)"
        }
        return ["try op.execute(", "    \(marks)\"\"\""] + body + ["    \"\"\"\(marks)", ")"]
    }
}
