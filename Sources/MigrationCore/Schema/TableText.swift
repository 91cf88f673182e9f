/// The text of a `CREATE TABLE` as the pieces that a change takes out, replaces or adds to; all the rest stays as written,
/// comments too.
struct TableText {
    /// What a piece of a column's definition, or an item behind the columns, says.
    enum Content {
        case notNull, null, defaultValue, collation, generated, primaryKey
        case unique(UniqueConstraint)
        case check(Check)
        case foreignKey(ForeignKey)
        case deferral
    }

    /// One constraint, with its name.
    struct Piece {
        var name: String?
        var content: Content?
        /// In the bytes of the text.
        var range: Range<Int>
    }

    struct ColumnText {
        var name: String
        /// Where the type is, or would be.
        var type: Range<Int>
        var pieces: [Piece]
        var range: Range<Int>

        /// The whole definition.
        fileprivate var piece: Piece { Piece(range: range) }
    }

    private(set) var bytes: [UInt8]
    private(set) var columns: [ColumnText] = []
    private(set) var constraints: [Piece] = []
    /// The tokens that mean something.
    private var tokens: [Range<Int>] = []
    private var closing = 0

    init(_ sql: String) throws(SchemaError) {
        var parser = try DDLParser(sql)
        bytes = parser.cursor.bytes
        tokens = parser.cursor.tokens.map(\.range)
        let pieces = try parser.tablePieces()
        columns = pieces.columns
        constraints = pieces.constraints
        closing = pieces.closing
    }

    /// The column of a name, in whatever case.
    subscript(column name: String) -> ColumnText? {
        columns.first { Identifier($0.name) == Identifier(name) }
    }
}

extension TableText {
    /// The text with a column behind the others.
    func adding(column: String) -> String {
        guard let next = constraints.first?.range.lowerBound else { return adding(constraint: column) }
        return String(decoding: bytes[..<next] + Array("\(column),\n    ".utf8) + bytes[next...], as: UTF8.self)
    }

    /// The text with an item behind all others; a comment behind the last one stays with it.
    func adding(constraint: String) -> String {
        let end = (constraints.last ?? columns.last?.piece)?.range.upperBound ?? closing
        var place = closing
        while place > end, TableText.isBlank(bytes[place - 1]) || bytes[place - 1] == 0x0A { place -= 1 }
        let new = Array("\n    \(constraint)".utf8)
        return String(
            decoding: bytes[..<end] + Array(",".utf8) + bytes[end..<place] + new + bytes[place...],
            as: UTF8.self
        )
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }

    /// The text without a column.
    func dropping(_ column: ColumnText) -> String {
        dropping(item: column.range)
    }

    /// The text without a constraint, wherever it stands.
    func dropping(_ piece: Piece) -> String {
        let isInColumn = columns.contains { $0.range.contains(piece.range.lowerBound) }
        return isInColumn ? replacing([(withBlanks(piece.range), "")]) : dropping(item: piece.range)
    }

    /// Takes the comma behind an item along, or the one before the last.
    private func dropping(item range: Range<Int>) -> String {
        let comma = UInt8(ascii: ",")
        let next = tokens.first { $0.lowerBound >= range.upperBound }
        if let next, bytes[next.lowerBound] == comma {
            return replacing([(withBlanks(range.lowerBound..<next.upperBound), "")])
        }
        // Constraints may stand side by side without a comma; only behind the last item one would be left over.
        let isLast = next?.lowerBound == closing
        if isLast, let before = tokens.last(where: { $0.upperBound <= range.lowerBound }),
            bytes[before.lowerBound] == comma
        {
            // What is between the two may be a comment on the item before.
            return replacing([(before, ""), (withBlanks(range), "")])
        }
        return replacing([(withBlanks(range), "")])
    }

    /// With the blanks before it, and with the line where nothing else is on it.
    private func withBlanks(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start > 0, TableText.isBlank(bytes[start - 1]) { start -= 1 }
        let rest = bytes[range.upperBound...].first { !TableText.isBlank($0) }
        if start > 0, bytes[start - 1] == 0x0A, rest == 0x0A { start -= 1 }
        return start..<range.upperBound
    }

    /// The text with another definition of a column.
    func altering(_ column: ColumnText, _ alteration: ColumnAlteration) -> String {
        var edits: [(Range<Int>, String)] = []
        var added: [String] = []
        if let type = alteration.type {
            edits.append((column.type, column.type.isEmpty ? " \(type.name)" : type.name))
        }
        if let isNullable = alteration.isNullable {
            for piece in column.pieces where piece.isNullability { edits.append((withBlanks(piece.range), "")) }
            if !isNullable { added.append("NOT NULL") }
        }
        if alteration.dropsDefault || alteration.defaultValue != nil {
            for piece in column.pieces where piece.isDefault { edits.append((withBlanks(piece.range), "")) }
            if let value = alteration.defaultValue { added.append(DeclarationText.defaultClause(value)) }
        }
        if !added.isEmpty {
            // Behind the type, so that a constraint's name further on keeps its constraint.
            let place = column.type.upperBound..<column.type.upperBound
            edits.append((place, " " + added.joined(separator: " ")))
        }
        return replacing(edits)
    }

    private func replacing(_ edits: [(Range<Int>, String)]) -> String {
        var result = bytes
        for (range, text) in edits.enumerated().sorted(by: TableText.isLater).map(\.element) {
            result.replaceSubrange(range, with: text.utf8)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// From the end to the start; at one place, what was asked for last comes to stand behind.
    private static func isLater(
        _ left: (offset: Int, element: (Range<Int>, String)),
        _ right: (offset: Int, element: (Range<Int>, String))
    ) -> Bool {
        let (first, second) = (left.element.0, right.element.0)
        if first.lowerBound != second.lowerBound { return first.lowerBound > second.lowerBound }
        if first.upperBound != second.upperBound { return first.upperBound > second.upperBound }
        return left.offset > right.offset
    }
}

extension TableText.Piece {
    fileprivate var isNullability: Bool {
        switch content {
        case .notNull, .null: true
        case .defaultValue, .collation, .generated, .primaryKey, .unique, .check, .foreignKey, .deferral, nil: false
        }
    }

    fileprivate var isDefault: Bool {
        if case .defaultValue = content { true } else { false }
    }
}
