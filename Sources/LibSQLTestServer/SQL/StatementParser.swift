import Foundation

/// Looks at statements before any of them runs: syntax, number, and the filter.
final class StatementParser: Sendable {
    private let dialect: Dialect
    private let scratch: SQLiteHandle
    private let lock = NSLock()

    init(_ dialect: Dialect) throws(SQLiteFailure) {
        self.dialect = dialect
        scratch = try SQLiteHandle(path: ":memory:")
    }

    /// The one statement of a text.
    func query(_ statement: HranaStatement, sql: String) throws(HranaError) -> Query {
        let statements = SQLText.statements(of: sql)
        guard let text = statements.first else { throw .noStatement }
        let analysis = try analyse(text)
        guard statements.count == 1 else { throw .manyStatements }
        guard statement.arguments.isEmpty || statement.namedArguments.isEmpty else { throw .bothKindsOfArguments }
        return Query(
            sql: Self.readable(text),
            analysis: analysis,
            arguments: statement.arguments,
            namedArguments: statement.namedArguments,
            wantRows: statement.wantRows
        )
    }

    /// All statements of a text, none of them with arguments.
    func sequence(_ sql: String) throws(HranaError) -> [Query] {
        try SQLText.statements(of: sql).map { text throws(HranaError) in
            Query(
                sql: Self.readable(text),
                analysis: try analyse(text),
                arguments: [],
                namedArguments: [],
                wantRows: false
            )
        }
    }

    /// `BEGIN READONLY` is libSQL's own word for what a deferred transaction does as long as it only reads.
    private static func readable(_ text: SQLText) -> String {
        guard text.tokens.first?.isWord("BEGIN") == true, text.tokens.last?.isWord("READONLY") == true else {
            return text.text
        }
        return "BEGIN DEFERRED"
    }

    private func analyse(_ text: SQLText) throws(HranaError) -> StatementAnalysis {
        let analysis = StatementAnalysis(text, dialect)
        // Compiling is enough to run some pragmas, so one that is refused is not even compiled.
        let isRefusedPragma = analysis.pragma != nil && analysis.kind == .unsupported
        for sql in isRefusedPragma ? [] : [Self.readable(text)] + text.triggerBody {
            if let error = syntaxError(of: sql) { throw .parse(error, dialect) }
        }
        guard analysis.kind != .unsupported else { throw .parse("unsupported statement: \(text.text)", dialect) }
        return analysis
    }

    /// What is wrong with the form of a statement, as far as an empty database can tell; its names are not looked at.
    private func syntaxError(of sql: String) -> String? {
        guard let failure = lock.withLock({ failure(of: sql) }) else { return nil }
        let message = failure.message
        let isSyntax =
            message.hasSuffix(": syntax error") || message.hasPrefix("unrecognized token")
            || message == "incomplete input"
        guard isSyntax else { return nil }
        guard dialect == .sqld else { return message }
        let (line, column) = Self.position(of: Int(max(failure.offset, 0)), in: sql)
        let found = message.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
        return "syntax error around L\(line):\(column): `\(found)`"
    }

    private func failure(of sql: String) -> SQLiteFailure? {
        do throws(SQLiteFailure) {
            _ = try scratch.prepare(sql)
            return nil
        } catch {
            return error
        }
    }

    private static func position(of offset: Int, in sql: String) -> (line: Int, column: Int) {
        let before = sql.utf8.prefix(offset)
        let newline = UInt8(ascii: "\n")
        let column = before.reversed().prefix { $0 != newline }.count
        return (before.count { $0 == newline } + 1, column + 1)
    }
}
