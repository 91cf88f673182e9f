/// A dotenv file as parsed: names and values in the order of the file, nothing expanded yet.
package struct DotenvFile: Hashable, Sendable {
    /// One assignment.
    package struct Entry: Hashable, Sendable {
        package var name: String
        package var value: ValueTemplate
        package var line: Int
    }

    /// The file, as messages name it.
    package let path: String
    package let entries: [Entry]
    /// Lines that are no assignment and were left out.
    package let ignoredLines: [Int]

    /// The assignment that counts: of several, the last.
    package func entry(_ name: String) -> Entry? {
        entries.last { $0.name == name }
    }

    /// Parses a file's bytes.
    ///
    /// - Parameters:
    ///   - bytes: the contents; a BOM and CRLF are fine.
    ///   - path: the file, as messages name it.
    /// - Throws: `MigrationError` of code `configuration` for a quote that is never closed, text behind a closing quote
    ///   and bytes that are not UTF-8. The message never shows the line itself, for it may hold a secret.
    package init(_ bytes: [UInt8], path: String) throws(MigrationError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw MigrationError(.configuration, "\(path) is not UTF-8", remedy: "Save it as UTF-8.")
        }
        var scanner = DotenvScanner(Array(text.utf8))
        var entries: [Entry] = []
        var ignored: [Int] = []
        while let line = scanner.skipToAssignment() {
            guard let name = scanner.scanName() else {
                if !scanner.skipExportWithoutValue() { ignored.append(line) }
                scanner.skipLine()
                continue
            }
            do throws(DotenvScanner.Failure) {
                entries.append(Entry(name: name, value: try scanner.scanValue(), line: line))
            } catch {
                throw error.migrationError(SourceLocation(file: path, line: line), variable: name)
            }
        }
        self.path = path
        self.entries = entries
        ignoredLines = ignored
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension DotenvScanner.Failure {
    fileprivate func migrationError(_ location: SourceLocation, variable: String) -> MigrationError {
        switch self {
        case .unclosedQuote(let quote):
            MigrationError(
                .configuration,
                "\(location): the value of \(variable) opens a \(quote) that is never closed",
                remedy: "Close it, or put the whole value between the other kind of quotes."
            )
        case .textBehindQuote:
            MigrationError(
                .configuration,
                "\(location): text follows the closing quote of \(variable)",
                remedy: "Put the whole value between the quotes; a comment begins with ` #`."
            )
        }
    }
}
