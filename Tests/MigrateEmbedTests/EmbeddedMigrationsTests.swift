import EmbeddedMigrations
import Foundation
import MigrationCore
import Testing

/// What the plugin put into a target of this package, beside the files that it was made from.
@Suite struct EmbeddedMigrationsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func theEmbeddedRevisionsAreThoseOfTheFiles() throws {
        let folder = Self.root.appending(path: "Tests/EmbeddedMigrations/versions").path
        let files = try RevisionDirectory(locations: [folder]).load().revisions
        let embedded = try allMigrations.load().graph
        #expect(files.count == 3)
        #expect(embedded.revisions.map(\.id) == files.map(\.id))
        for (embedded, file) in zip(embedded.revisions, files) {
            #expect(Array(embedded.text.utf8) == Array(file.text.utf8))
            #expect(embedded.checksum == file.checksum)
            #expect(embedded.message == file.message)
            let name = file.source.file.dropFirst(Self.root.path.count + 1)
            #expect(embedded.source == SourceLocation(file: String(name), line: file.source.line))
        }
    }

    @Test func theyRunAsTheyStand() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "embedded-\(UUID().uuidString).db").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let migrator = Migrator(database: .file(path: path), migrations: allMigrations)
        #expect(try await migrator.upgrade().to == ["c3"])
        let rows = try DatabaseConnector.open(.file(path: path)).query("SELECT a FROM t").compactMap { $0[0].text }
        #expect(rows == ["\"\"\"# \\#(a) \\#\\n \"\"\\\"\" \\u{41} 🐘\tx", "two\r\nlines", "three"])
        try await migrator.downgrade(to: .base)
    }
}
