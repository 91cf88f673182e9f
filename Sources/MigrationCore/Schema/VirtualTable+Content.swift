/// Where a virtual table keeps its rows, as far as the tool can tell.
package enum VirtualTableContent: Hashable, Sendable {
    /// In its own shadow tables: the rows can be read, and written into another table with these columns.
    case own(columns: [String])
    /// In a table of the user's, from which the module reads them again.
    case external(table: String)
    /// Nowhere: only an index is kept (`content=''`), so the rows can't be read.
    case none
    /// The module is not one whose tables the tool can copy.
    case unknown
}

extension VirtualTable {
    /// Where the rows are.
    package var content: VirtualTableContent {
        switch Identifier.fold(module) {
        case "fts5", "fts4", "fts3": fullTextContent
        case "rtree", "rtree_i32": .own(columns: columns.map(\.name))
        default: .unknown
        }
    }

    private var fullTextContent: VirtualTableContent {
        // A language id is a hidden column, and a locale is a part of the value: a copy would lose them.
        let hidden = ["languageid", "locale"]
        if arguments.contains(where: { argument in hidden.contains { VirtualTable.option($0, in: argument) != nil } }) {
            return .unknown
        }
        for argument in arguments {
            guard let value = VirtualTable.option("content", in: argument) else { continue }
            return value.isEmpty ? .none : .external(table: value)
        }
        return .own(columns: columns.map(\.name))
    }

    /// Whether the module is one of SQLite's full-text searches.
    package var isFullText: Bool { ["fts3", "fts4", "fts5"].contains(Identifier.fold(module)) }

    /// Whether it is a full-text search over rows that are elsewhere, in a table or view of the user's.
    package var isContentIndex: Bool {
        if case .external = content { isFullText } else { false }
    }

    /// Whether ALTER TABLE renames the shadow tables too, which a module has to do by itself; one that does not is broken by
    /// its table's new name.
    package var canBeRenamed: Bool {
        let renaming: Set<String> = ["fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly", "spellfix1"]
        return shadowTables.isEmpty || renaming.contains(Identifier.fold(module))
    }

    /// The column that an argument declares; `nil` for an option, and for a module whose arguments are not known.
    func column(declaredBy argument: String) -> Column? {
        let isRTree = ["rtree", "rtree_i32"].contains(Identifier.fold(module))
        guard isRTree || (isFullText && !VirtualTable.isOption(argument)) else { return nil }
        let bytes = Array(argument.utf8)
        let tokens = (try? Tokenizer.tokens(of: argument, keepingTrivia: false)) ?? []
        let words = tokens.map { bytes[$0.range] }
        // The sign of an R-tree's auxiliary column.
        let start = isRTree && words.first.map { $0.elementsEqual("+".utf8) } ?? false ? 1 : 0
        guard words.indices.contains(start) else { return nil }
        let details = words.enumerated().filter { $0.offset != start }
            .map { Identifier.fold(String(decoding: $0.element, as: UTF8.self)) }
        return Column(name: Identifier.unquote(words[start]), details: details.joined(separator: " "))
    }

    private static func isOption(_ argument: String) -> Bool {
        guard let tokens = try? Tokenizer.tokens(of: argument, keepingTrivia: false) else { return true }
        return tokens.contains { $0.kind == .punctuation && argument.utf8.byte(at: $0.range.lowerBound) == 0x3D }
            || Identifier.fold(firstName(argument[...])) == "tokenize"
    }

    private static func option(_ name: String, in argument: String) -> String? {
        guard let sign = argument.firstIndex(of: "=") else { return nil }
        let key = argument[..<sign].split(separator: " ").joined()
        guard Identifier.fold(key) == name else { return nil }
        let value = argument[argument.index(after: sign)...]
        guard let token = try? Tokenizer.tokens(of: String(value), keepingTrivia: false).first else { return "" }
        return Identifier.unquote(Array(value.utf8)[token.range])
    }

    private static func firstName(_ argument: Substring) -> String {
        let text = String(argument)
        guard let token = try? Tokenizer.tokens(of: text, keepingTrivia: false).first else { return text }
        return Identifier.unquote(Array(text.utf8)[token.range])
    }
}

extension String.UTF8View {
    fileprivate func byte(at offset: Int) -> UInt8? {
        dropFirst(offset).first
    }
}
