import Foundation

extension MigrateProject {
    /// A compiler, and a cache that all tests and all runs of them share: what has been compiled once is there.
    static var withCompiler: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
            "XDG_CACHE_HOME": executable.deletingLastPathComponent().appending(path: "swift-revisions-cache").path,
        ]
    }

    /// Writes a Swift revision with the bodies of its functions.
    func swiftRevision(
        _ id: String,
        _ parents: String = "none",
        up: String,
        down: String? = "",
        outside: String = ""
    ) throws {
        let downgrade = down.map { "\n    func downgrade(_ op: Operations) throws {\n        \($0)\n    }\n" } ?? ""
        try write(
            "migrations/versions/\(id).swift",
            """
            // revision: \(id)
            // down_revision: \(parents)
            // message: make \(id)
            import MigrationCore

            struct Make_\(id): Migration {
                func upgrade(_ op: Operations) throws {
                    \(up)
                }
            \(downgrade)}
            \(outside)
            """
        )
    }

    /// Runs `migrate` with the compiler at hand.
    func runSwift(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
        try run(arguments, environment: Self.withCompiler.merging(environment) { $1 })
    }
}
