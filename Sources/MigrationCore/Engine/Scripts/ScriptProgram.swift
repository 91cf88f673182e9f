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

    static let library = EmbeddedModule(name: "MigrationCore", files: ScriptSources.files)

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
        return ScriptProgram.channel + """

            @main enum MigrateRunnerMain {
                static func main() {
                    MigrateRunnerChannel.open()
                    let types: [(id: String, type: any Migration.Type)] = [
            \(list)        ]
                    ScriptRunner(types, receive: MigrateRunnerChannel.receive, send: MigrateRunnerChannel.send).run()
                }
            }

            """
    }

    private static func literal(_ text: String) -> String {
        "\"" + text.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined() + "\""
    }

    /// Messages behind their length, over the descriptor that the host has left open.
    private static let channel = """
        @_spi(Runner) import MigrationCore
        #if canImport(Glibc)
        @preconcurrency import Glibc
        #elseif canImport(Musl)
        @preconcurrency import Musl
        #else
        @preconcurrency import Darwin
        #endif

        enum MigrateRunnerChannel {
            static func open() {
                // A program that a revision starts must not hold the socket.
                _ = fcntl(3, F_SETFD, FD_CLOEXEC)
                signal(SIGPIPE, SIG_IGN)
                setvbuf(stdout, nil, Int32(_IOLBF), 0)
                endWithHost()
            }

            /// Code that hangs does not notice that its host is gone.
            private static func endWithHost() {
                #if canImport(Darwin)
                var thread: pthread_t?
                #else
                var thread = pthread_t()
                #endif
                pthread_create(&thread, nil, { _ in
                    var entry = pollfd(fd: 3, events: 0, revents: 0)
                    while poll(&entry, 1, -1) < 1 || entry.revents & Int16(POLLHUP) == 0 {}
                    _exit(1)
                }, nil)
            }

            static func receive() -> [UInt8]? {
                guard let header = read(8) else { return nil }
                var count: UInt64 = 0
                for index in 0..<8 { count |= UInt64(header[index]) << UInt64(8 * index) }
                return Int(exactly: count).flatMap { read($0) }
            }

            static func send(_ message: [UInt8]) {
                var bytes: [UInt8] = []
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: UInt64(message.count) >> UInt64(8 * shift))) }
                bytes += message
                var offset = 0
                while offset < bytes.count {
                    let count = bytes[offset...].withUnsafeBytes { write(3, $0.baseAddress, $0.count) }
                    if count < 0, errno == EINTR { continue }
                    // Without its host there is nothing to be done.
                    if count <= 0 { exit(1) }
                    offset += count
                }
            }

            private static func read(_ count: Int) -> [UInt8]? {
                var bytes = [UInt8](repeating: 0, count: count)
                var offset = 0
                while offset < count {
                    let received = bytes.withUnsafeMutableBytes { buffer in
                        systemRead(3, buffer.baseAddress.map { $0 + offset }, count - offset)
                    }
                    if received < 0, errno == EINTR { continue }
                    if received <= 0 { return nil }
                    offset += received
                }
                return bytes
            }

            private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
                #if canImport(Glibc)
                Glibc.read(descriptor, buffer, count)
                #elseif canImport(Musl)
                Musl.read(descriptor, buffer, count)
                #else
                Darwin.read(descriptor, buffer, count)
                #endif
            }
        }

        """
}
