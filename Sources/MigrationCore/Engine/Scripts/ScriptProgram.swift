#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The program that runs a project's Swift revisions: what it consists of, and the file that holds it together.
struct ScriptProgram: CompiledProgram {
    /// A Swift file of the project, as it was read.
    struct File: Hashable {
        var path: String
        var text: String

        init(path: String, text: String) {
            self.path = path
            self.text = text
        }

        /// Reads a file.
        init(reading path: String) throws(PosixFailure) {
            var reader = FileReader()
            self.init(path: path, text: String(decoding: try reader.read(path, in: AT_FDCWD).bytes, as: UTF8.self))
        }

        /// Whether two texts are the same, byte by byte: two strings are equal with an `é` of two kinds as well.
        func hasSameBytes(as other: File) -> Bool { text.utf8.elementsEqual(other.text.utf8) }

        /// Whether the file still holds a revision that was read from it earlier.
        func holds(_ revision: Revision) -> Bool {
            guard case .revision(let held)? = try? RevisionFile.parse(text, file: path) else { return false }
            return held == revision && held.checksum == revision.checksum
        }
    }

    /// Revisions and helpers.
    let files: [File]
    /// The type of each revision.
    private let types: [(id: RevisionID, name: String)]

    /// Finds the types.
    ///
    /// - Parameters:
    ///   - revisions: the Swift revisions.
    ///   - files: their files, and those of helpers.
    /// - Throws: `MigrationError` for a file in which not exactly one type conforms to `Migration`.
    init(_ revisions: [Revision], _ files: [File]) throws(MigrationError) {
        self.files = files
        try ScriptProgram.refuseSameNames(files)
        let texts = Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
        var types: [(id: RevisionID, name: String)] = []
        var homes: [String: Revision] = [:]
        for revision in revisions {
            let name = try ScriptProgram.typeName(of: revision, texts[revision.source.file] ?? revision.text)
            if let other = homes.updateValue(revision, forKey: name) {
                throw MigrationError(
                    .invalidRevisionFile,
                    "\(revision.source.file): the type '\(name)' is declared in \(other.source.file) as well; nothing was run",
                    remedy: "Give one of the two another name."
                )
            }
            types.append((revision.id, name))
        }
        self.types = types
    }

    /// The compiler tells files apart by their names alone, whatever folder they are in.
    private static func refuseSameNames(_ files: [File]) throws(MigrationError) {
        var paths: [Substring: String] = [:]
        for file in files {
            let name = file.path.split(separator: "/").last ?? ""
            guard let other = paths.updateValue(file.path, forKey: name) else { continue }
            throw MigrationError(
                .invalidRevisionFile,
                "\(other) and \(file.path) have the same name, and the compiler takes Swift files of different names only;"
                    + " nothing was run",
                remedy: "Rename one of the two."
            )
        }
    }

    private static func typeName(of revision: Revision, _ text: String) throws(MigrationError) -> String {
        let found = MigrationTypes(text).declarations
        let place = "\(revision.source.file): "
        guard let first = found.first else {
            throw MigrationError(
                .invalidRevisionFile,
                place + "no type of revision \(revision.id) conforms to Migration; nothing was run",
                remedy: "Declare one: `struct NAME: Migration { func upgrade(_ op: Operations) throws { … } }`."
            )
        }
        guard found.count == 1 else {
            throw MigrationError(
                .invalidRevisionFile,
                place + "\(found.count) types conform to Migration: " + found.map(\.name).joined(separator: ", ")
                    + "; nothing was run",
                remedy: "One file is one revision: leave one of them."
            )
        }
        guard !first.isHidden else {
            throw MigrationError(
                .invalidRevisionFile,
                place + "the type '\(first.name)' is private; nothing was run",
                remedy: "Leave `private` out: the program that runs the revisions has to name it."
            )
        }
        return first.name
    }

    static let fault = MigrationError.Code.invalidRevisionFile

    static let library = EmbeddedModule(name: "MigrationCore", files: ScriptSources.files + [RunnerChannel.file])

    func refusal(_ printed: String) -> MigrationError {
        MigrationError(
            .invalidRevisionFile,
            "the Swift revisions do not compile; nothing was run:\n" + printed,
            remedy: "Correct them, then run the same command again."
        )
    }

    /// The file that holds the program together.
    var main: String {
        let list = types.map { "            (\(ScriptProgram.literal($0.id.rawValue)), \($0.name).self),\n" }.joined()
        // Each name with its module's before it, for a revision's type may be called like one of the tool's.
        return """
            @_spi(Runner) import MigrationCore

            @main enum MigrateRunnerMain {
                static func main() {
                    MigrationCore.MigrateRunnerChannel.open()
                    let types: [(id: Swift.String, type: any MigrationCore.Migration.Type)] = [
            \(list)        ]
                    MigrationCore.ScriptRunner(
                        types,
                        receive: MigrationCore.MigrateRunnerChannel.receive,
                        send: MigrationCore.MigrateRunnerChannel.send
                    ).run()
                }
            }

            """
    }

    private static func literal(_ text: String) -> String {
        "\"" + text.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined() + "\""
    }
}
