import Foundation

/// The `sqlite3` command.
enum SQLiteShell {
    struct Result: Equatable {
        var status: Int32
        /// Standard output and errors.
        var output: String
    }

    static let path = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3", "/opt/homebrew/bin/sqlite3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static var isThere: Bool { path != nil }

    /// Runs `sqlite3 -bail DATABASE` with a script as its input.
    static func run(_ script: String, on database: String) throws -> Result {
        let input = database + "-script.sql"
        try script.write(toFile: input, atomically: false, encoding: .utf8)
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path ?? "/usr/bin/sqlite3")
        process.arguments = ["-bail", database]
        let script = FileHandle(forReadingAtPath: input)
        process.standardInput = script
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        try script?.close()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
