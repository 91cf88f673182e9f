import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder of its own for one test, gone with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/migrate-tests-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw SystemError(errno) }
        self.path = String(cString: path)
    }

    deinit {
        TemporaryFolder.remove(path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    var names: [String] { TemporaryFolder.names(in: path) }

    func write(_ text: String, to name: String) {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(in: path) {
            let inner = path + "/" + name
            if unlink(inner) != 0 { remove(inner) }
        }
        rmdir(path)
    }

    private struct SystemError: Error {
        let code: Int32
        init(_ code: Int32) { self.code = code }
    }
}

extension DatabaseConnection {
    func text(_ sql: String) throws -> String? {
        try query(SQLStatement(sql)).first?[0].text
    }

    func integer(_ sql: String) throws -> Int64? {
        try query(SQLStatement(sql)).first?[0].integer
    }

    /// The first column of every row, as text where it is text.
    func column(_ sql: String) throws -> [String] {
        try query(SQLStatement(sql)).map { row in
            switch row[0] {
            case .text(let value): value
            case .integer(let value): String(value)
            case .real(let value): String(value)
            case .null: "NULL"
            case .blob(let bytes): "\(bytes.count) bytes"
            }
        }
    }
}

/// `write(2)`, whose name the folder's own method hides.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
