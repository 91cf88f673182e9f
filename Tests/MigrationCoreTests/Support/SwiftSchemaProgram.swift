import Foundation
import MigrationCore

/// Schemas in Swift, compiled as one program beside the sources of MigrationSchema.
struct SwiftSchemaProgram {
    /// What a schema's program says: its SQL, or the first problem.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Runs whole `schema.swift` files, and returns the SQL of each.
    static func sql(of declarations: [String]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "swift-schemas-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = folder.appending(path: "MigrationSchema")
        try FileManager.default.createDirectory(at: library, withIntermediateDirectories: true)
        let sources = root.appending(path: "Sources/MigrationSchema").path
        let files = try FileManager.default.contentsOfDirectory(atPath: sources)
            .filter { $0.hasSuffix(".swift") }.sorted().map { "\(sources)/\($0)" }
        let options = ["-swift-version", "6", "-Onone", "-wmo", "-suppress-warnings"]
        try compile(
            options + ["-parse-as-library", "-module-name", "MigrationSchema", "-emit-module", "-emit-module-path"]
                + ["\(library.path)/MigrationSchema.swiftmodule", "-c", "-o", "\(library.path)/MigrationSchema.o"]
                + files
        )
        var main = "import MigrationSchema\n"
        var text = "import MigrationSchema\n"
        for (index, declaration) in declarations.enumerated() {
            let body = declaration.replacing("import MigrationSchema\n\nlet schema = ", with: "")
            text += "let schema\(index) = \(body)\n"
            main += "show(schema\(index))\n"
        }
        main += """
            func show(_ schema: Schema) {
                for problem in schema.rendering.problems { print("-- PROBLEM", problem) }
                print(schema.sql, terminator: "\\u{1}")
            }

            """
        try Data(main.utf8).write(to: folder.appending(path: "main.swift"))
        try Data(text.utf8).write(to: folder.appending(path: "schemas.swift"))
        try compile(
            options + ["-I", library.path, "-module-name", "Schemas", "-o", "\(folder.path)/program"]
                + ["\(folder.path)/main.swift", "\(folder.path)/schemas.swift", "\(library.path)/MigrationSchema.o"]
        )
        let output = try run(["\(folder.path)/program"], saving: folder.appending(path: "output"))
        return output.split(separator: "\u{1}", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    private static func compile(_ arguments: [String]) throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "swiftc-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: log) }
        _ = try run(["swiftc"] + arguments, saving: log)
    }

    private static func run(_ arguments: [String], saving output: URL) throws -> String {
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOf: output, encoding: .utf8)
        guard process.terminationStatus == 0 else { throw Failure(description: String(text.prefix(3000))) }
        return text
    }
}
