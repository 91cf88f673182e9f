#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// That a generated Swift revision compiles, and does what was proven: its code is run, and its statements are compared.
package struct GeneratedScriptProof {
    private let generated: GeneratedRevision
    private let versionTable: String
    private let variables: [String: String]

    /// Makes a proof.
    ///
    /// - Parameters:
    ///   - generated: the sections, which have been proven.
    ///   - versionTable: the name of the version table.
    ///   - variables: the process environment, for the compiler and the cache.
    package init(_ generated: GeneratedRevision, versionTable: String, variables: [String: String]) {
        self.generated = generated
        self.versionTable = versionTable
        self.variables = variables
    }

    /// Proves.
    ///
    /// - Parameters:
    ///   - file: the file that is to be written.
    ///   - interruption: ends the compiler and what it made.
    /// - Throws: `MigrationError` where it does not compile, or does something else.
    package func run(_ file: NewRevisionFile, _ interruption: Interruption) throws(MigrationError) {
        guard SwiftCompiler.find(variables["PATH"]) != nil else {
            throw MigrationError(
                .cannotRun,
                "a generated Swift revision is compiled before it is written, and no `swiftc` is in PATH; nothing was written",
                remedy: "Install Swift from swift.org, or add --language sql."
            )
        }
        let name = file.name.split(separator: "/").last.map(String.init) ?? file.name
        let folder = try TemporaryScriptFolder(name, file.text)
        defer { folder.remove() }
        let directory = RevisionDirectory(locations: [folder.path])
        let revisions: [Revision]
        do throws(RevisionFileError) {
            revisions = try directory.load().revisions
        } catch {
            throw MigrationError(error)
        }
        guard let revision = revisions.first else { return }
        let scripts = CompiledScripts(directory, variables: variables)
        defer { scripts.removeCompiled() }
        let database = try ProofDatabase(generated.diff.from)
        let replay = SchemaReplay(
            scratch: database.scratch,
            versionTable: versionTable,
            scripts: scripts,
            interruption: interruption
        )
        let expected: (up: [SQLStatement], down: [SQLStatement])
        do throws(RevisionFileError) {
            expected = try RevisionTemplate.statements(up: generated.up, down: generated.down)
        } catch {
            throw MigrationError(error)
        }
        try expect(expected.up, replay, revision, .upgrade)
        try expect(expected.down, replay, revision, .downgrade)
    }

    private func expect(
        _ statements: [SQLStatement],
        _ replay: SchemaReplay,
        _ revision: Revision,
        _ direction: MigrationDirection
    ) throws(MigrationError) {
        let recording = ScriptRecording()
        try replay.runScript(revision, direction, recording: recording)
        let isSame =
            recording.statements.count == statements.count
            && zip(recording.statements, statements).allSatisfy { sameBytes($0.text, $1.text) && $0.arguments.isEmpty }
        guard !isSame else { return }
        throw MigrationError(
            .schema,
            "the \(direction.rawValue) of the generated Swift revision runs other statements than those that were proven",
            remedy: "Nothing was written. Please report this with the two schemas; --language sql does without."
        )
    }
}

/// A folder with one file, for as long as it is needed.
private struct TemporaryScriptFolder {
    let path: String
    private let file: String

    init(_ name: String, _ text: String) throws(MigrationError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/migrate-revision-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TemporaryScriptFolder.failure(parent) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        file = "\(path)/\(name)"
        do throws(PosixFailure) {
            try FileWriter.create(file, in: path, Array(text.utf8))
        } catch {
            rmdir(path)
            throw TemporaryScriptFolder.failure(parent)
        }
    }

    func remove() {
        unlink(file)
        rmdir(path)
    }

    private static func failure(_ parent: String) -> MigrationError {
        MigrationError(
            .cannotRun,
            "no folder can be made in \(parent): \(PosixFailure.last.reason); nothing was written",
            remedy: "Name another place in TMPDIR."
        )
    }
}
