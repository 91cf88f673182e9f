/// A statement that fails, before any row is touched, where the rows of a database can't follow a change.
///
/// It is plain SQL that any SQLite runs: an aggregate over the rows that break the rule, which calls `json_extract` with
/// its message as the path where there are any. No path begins like that, so the call fails, and SQLite's error carries the
/// message. `RAISE()` is legal in triggers alone.
package enum RowGuard {
    /// How messages begin, so that they can be told from SQLite's own.
    package static let prefix = "migrate: "

    /// How the message of a copy's guard ends: it speaks of the generated statements, never of what the rows hold.
    package static let incompleteCopy = "the copy does not hold as many rows as the table"

    /// A guard over rows.
    ///
    /// - Parameters:
    ///   - rule: the comment: what has to hold.
    ///   - message: SQL of the message; `count(*)` is the number of rows.
    ///   - clause: FROM and WHERE.
    /// - Returns: the statement.
    static func statement(_ rule: String, message: [Piece], from clause: String) -> DDLStatement {
        let text = joined(message).map(\.sql).joined(separator: " || ")
        return DDLStatement(
            "SELECT CASE WHEN count(*) = 0 THEN 1 ELSE json_extract('{}',\n  \(text)) END\nFROM \(clause)",
            ["Guard: \(rule)"],
            role: .guard
        )
    }

    /// A guard that compares two numbers.
    static func equality(_ rule: String, _ left: String, _ right: String, message: String) -> DDLStatement {
        let text = sqlStringLiteral((prefix + message).escapingControls)
        return DDLStatement(
            "SELECT CASE WHEN (\(left)) = (\(right)) THEN 1 ELSE json_extract('{}',\n  \(text)) END",
            ["Guard: \(rule)"],
            role: .guard
        )
    }

    private static func joined(_ pieces: [Piece]) -> [Piece] {
        var result: [Piece] = []
        for piece in pieces {
            if case .words(let next) = piece, case .words(let last) = result.last {
                result[result.count - 1] = .words(last + next)
            } else {
                result.append(piece)
            }
        }
        return result
    }

    /// A part of a message, which goes to terminals as it is: a name may hold control characters.
    enum Piece {
        case words(String)
        case value(String)

        fileprivate var sql: String {
            switch self {
            case .words(let text): sqlStringLiteral(text.escapingControls)
            case .value(let sql): sql
            }
        }
    }

    /// The message of a guard in what a database answered, or `nil` for another error; SQLite doubles single quotes in it.
    package static func message(in answer: String) -> String? {
        guard let start = answer.ranges(of: prefix).first else { return nil }
        var text = answer[start.upperBound...]
        if text.last == "'" { text.removeLast() }
        return String(text.replacing("''", with: "'"))
    }
}
