/// The Swift file that a target gets.
struct GeneratedSource {
    let files: [EmbeddedFile]

    var text: String {
        """
        // Made by EmbedMigrations from \(files.count) revision files; not to be edited.
        public import MigrationCore

        /// The revisions that were in the folder when this was built.
        public let allMigrations = MigrationSource.revisions(texts: \(texts)\(scripts))

        """
    }

    private var texts: String {
        guard !files.isEmpty else { return "[:]" }
        let entries = files.map { file in
            "    \(Self.literal(file.path)): \(Self.literal(file.text)),\n"
        }
        return "[\n" + entries.joined() + "]"
    }

    private var scripts: String {
        let scripts = files.compactMap(\.script)
        guard !scripts.isEmpty else { return "" }
        let entries = scripts.map { "    \(Self.literal($0.revision)): \($0.typeName).self,\n" }
        return ", scripts: [\n" + entries.joined() + "]"
    }

    /// A literal whose value is exactly the text: raw, so that SQL stays as readable as in its file, with as many marks as
    /// nothing inside takes for its end or an escape.
    static func literal(_ text: String) -> String {
        var marks = "#"
        while text.utf8.contains(("\"\"\"" + marks).utf8) || text.utf8.contains(("\\" + marks).utf8) { marks += "#" }
        var content = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\t": content.unicodeScalars.append(scalar)
            // A compiler makes one line end of CR LF, and refuses NUL and a byte order mark.
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{FEFF}":
                content += "\\\(marks)u{\(String(scalar.value, radix: 16))}"
            default: content.unicodeScalars.append(scalar)
            }
        }
        guard content.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\"") }) else {
            return "\(marks)\"\(content)\"\(marks)"
        }
        return "\(marks)\"\"\"\n\(content)\n\"\"\"\(marks)"
    }
}
