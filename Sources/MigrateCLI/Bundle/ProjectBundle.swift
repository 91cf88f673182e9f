import MigrationCore

/// A project that stands behind the code of an executable: `migrate.toml`, the revisions, and the program that its Swift
/// revisions were compiled into.
///
/// The loader of an executable ignores what follows its last section, so it runs as before, and finds the project by the mark
/// at the very end.
struct ProjectBundle: Hashable, Sendable {
    struct File: Hashable, Sendable {
        var name: String
        var bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }

        static let digestLength = 64

        /// By which damage is seen.
        var digest: [UInt8] { Array(SHA256.hex(of: Array(name.utf8) + [0] + bytes).utf8) }
    }

    /// `migrate.toml`, where the project has one.
    var configuration: String?
    /// The revision files; names end in `.sql` or `.swift`.
    var revisions: [File]
    /// The compiled Swift revisions, where there are any.
    var runner: [UInt8]?
    private var runnerDigest: [UInt8]?

    /// Whether the program of the Swift revisions is as it was written.
    var isRunnerWhole: Bool {
        guard let runner, let runnerDigest else { return true }
        return File(name: "runner", bytes: runner).digest == runnerDigest
    }

    init(configuration: String?, revisions: [File], runner: [UInt8]?) {
        self.configuration = configuration
        self.revisions = revisions
        self.runner = runner
    }

    /// Ends an executable that carries a project; before it stands the length of the project.
    static let mark = Array("\n-- migrate bundle 1\n".utf8)
    /// Behind the project: its length in eight bytes, and the mark.
    static let trailerLength = 8 + mark.count
}

extension ProjectBundle {
    /// What is put behind an executable.
    var bytes: [UInt8] {
        var files = revisions.map { File(name: "versions/\($0.name)", bytes: $0.bytes) }
        if let configuration { files.append(File(name: "migrate.toml", bytes: Array(configuration.utf8))) }
        if let runner { files.append(File(name: "runner", bytes: runner)) }
        var content: [UInt8] = []
        for file in files {
            content += Self.encoded(file.name.utf8.count) + Array(file.name.utf8)
            content += Self.encoded(file.bytes.count) + file.bytes + file.digest
        }
        return content + Self.encoded(content.count) + Self.mark
    }

    /// The length of the project by the end of an executable; `nil` where it carries none.
    static func length(trailer: [UInt8]) -> Int? {
        guard trailer.count == trailerLength, trailer.suffix(mark.count).elementsEqual(mark) else { return nil }
        return decoded(trailer[..<8])
    }

    /// Reads what stands before the trailer; `nil` where the bytes are damaged.
    ///
    /// - Parameter content: the project's bytes.
    init?(content: [UInt8]) {
        var rest = content[...]
        revisions = []
        while !rest.isEmpty {
            guard let name = Self.part(&rest), let bytes = Self.part(&rest), rest.count >= File.digestLength,
                let name = String(validating: name, as: UTF8.self)
            else { return nil }
            let digest = rest.prefix(File.digestLength)
            rest = rest.dropFirst(File.digestLength)
            // The program is large, and looked at when it is needed.
            guard name == "runner" || File(name: name, bytes: Array(bytes)).digest.elementsEqual(digest) else {
                return nil
            }
            if name == "runner" { runnerDigest = Array(digest) }
            switch name {
            case "migrate.toml": configuration = String(decoding: bytes, as: UTF8.self)
            case "runner": runner = Array(bytes)
            case _ where name.hasPrefix("versions/"):
                revisions.append(File(name: String(name.dropFirst("versions/".count)), bytes: Array(bytes)))
            default: return nil
            }
        }
    }

    private static func part(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 8, let count = decoded(rest.prefix(8)), count <= rest.count - 8 else { return nil }
        let part = rest.dropFirst(8).prefix(count)
        rest = rest.dropFirst(8 + count)
        return part
    }

    private static func encoded(_ count: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: UInt64(count) >> UInt64(8 * $0)) }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> Int? {
        Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
