/// A virtual table whose module or arguments change.
package struct VirtualTableDifference: Hashable, Sendable {
    package var from: VirtualTable
    package var to: VirtualTable

    package init(from: VirtualTable, to: VirtualTable) {
        self.from = from
        self.to = to
    }

    package var inverse: VirtualTableDifference {
        VirtualTableDifference(from: to, to: from)
    }

    /// What of the stored values the new table does not take along.
    var warnings: [SchemaWarning] {
        let name = to.name
        switch (from.content, to.content) {
        case (.own(let old), .own(let new)):
            let kept = Set(new.map(Identifier.fold))
            return old.filter { !kept.contains(Identifier.fold($0)) }.map { column in
                SchemaWarning(.columnDropped, name, "column '\(name).\(column)' is dropped with its values")
            }
        case (.own, .external(let table)), (.unknown, .external(let table)):
            return [
                SchemaWarning(
                    .tableDropped,
                    name,
                    "virtual table '\(name)' is dropped with its rows: from here on it indexes '\(table)'"
                )
            ]
        case (.external, _), (.none, _), (.own, .none), (.own, .unknown), (.unknown, .own), (.unknown, .none),
            (.unknown, .unknown):
            return []
        }
    }
}

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
        case "rtree", "rtree_i32": .own(columns: arguments.map { VirtualTable.firstName($0.drop { $0 == "+" }) })
        default: .unknown
        }
    }

    private var fullTextContent: VirtualTableContent {
        // A language id is a hidden column, which a copy would lose.
        if arguments.contains(where: { VirtualTable.option("languageid", in: $0) != nil }) { return .unknown }
        for argument in arguments {
            guard let value = VirtualTable.option("content", in: argument) else { continue }
            return value.isEmpty ? .none : .external(table: value)
        }
        let columns = arguments.filter { !VirtualTable.isOption($0) }.map { VirtualTable.firstName($0[...]) }
        return columns.isEmpty && Identifier.fold(module) != "fts5"
            ? .own(columns: ["content"]) : .own(columns: columns)
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
