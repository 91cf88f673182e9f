import Foundation
import Testing

/// A scratch project, and the built binary run in it as people run it.
final class MigrateProject: Sendable {
    /// What a run left behind.
    struct Run: Sendable {
        let exitCode: Int32
        let stdout: String
        let stderr: String

        /// The lines of stdout.
        var lines: [String] { stdout.split(separator: "\n").map(String.init) }

        /// The object that `--json` printed; empty where stdout is anything but one object on one line.
        var json: [String: Any] {
            guard stdout.hasSuffix("}\n"), !stdout.dropLast().contains("\n") else { return [:] }
            return (try? JSONSerialization.jsonObject(with: Data(stdout.utf8))) as? [String: Any] ?? [:]
        }

        /// The `error` object of `--json`.
        var jsonError: [String: String?] {
            (json["error"] as? [String: Any])?.mapValues { $0 as? String } ?? [:]
        }
    }

    let folder: URL
    /// What is run; another program of this package where a test says so.
    let program: URL

    init(running program: URL = MigrateProject.executable) throws {
        self.program = program
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "migrate-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The binary that was built with these tests, next to their bundle.
    static var executable: URL {
        let bundle = Bundle(for: MigrateProject.self).bundleURL
        let beside = bundle.pathExtension == "xctest" ? bundle.deletingLastPathComponent() : bundle
        return beside.appending(path: "migrate")
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    /// Runs `migrate` with a clean environment and waits for its end.
    func run(
        _ arguments: String...,
        in subfolder: String = "",
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> Run {
        try run(arguments, in: subfolder, environment: environment, input: input)
    }

    func run(
        _ arguments: [String],
        in subfolder: String = "",
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> Run {
        let started = try start(arguments, in: subfolder, environment: environment, input: input)
        try started.process.waitForEnd()
        return try started.finished()
    }

    /// A run that goes on.
    struct Started: Sendable {
        let process: Process
        fileprivate let names: [String]

        /// What it has written to stderr so far.
        var stderr: String { (try? String(contentsOfFile: names[2], encoding: .utf8)) ?? "" }

        /// What it left behind, once it has ended.
        func finished() throws -> Run {
            defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
            return Run(
                exitCode: process.terminationStatus,
                stdout: try String(contentsOfFile: names[1], encoding: .utf8),
                stderr: try String(contentsOfFile: names[2], encoding: .utf8)
            )
        }
    }

    /// util-linux's `script`, which gives a command a terminal; other systems' takes other arguments.
    static let terminal = "/usr/bin/script"

    static var hasTerminal: Bool {
        #if os(Linux)
            FileManager.default.isExecutableFile(atPath: terminal)
        #else
            false
        #endif
    }

    /// Starts `migrate` and returns at once; on a terminal all it writes comes out at stdout.
    func start(
        _ arguments: [String],
        in subfolder: String = "",
        environment: [String: String] = [:],
        input: String = "",
        isOnTerminal: Bool = false
    ) throws -> Started {
        let process = Process()
        if isOnTerminal {
            process.executableURL = URL(filePath: MigrateProject.terminal)
            let command = ([program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
            process.arguments = ["-qec", command, "/dev/null"]
        } else {
            process.executableURL = program
            process.arguments = arguments
        }
        process.currentDirectoryURL = subfolder.isEmpty ? folder : folder.appending(path: subfolder)
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path].merging(environment) { $1 }
        // Files, not pipes: no one has to read while the process writes.
        let names = ["in", "out", "err"].map { folder.path + "-\(UUID().uuidString).\($0)" }
        for name in names { try Data(name.hasSuffix(".in") ? input.utf8 : "".utf8).write(to: URL(filePath: name)) }
        let handles = [
            FileHandle(forReadingAtPath: names[0]), FileHandle(forWritingAtPath: names[1]),
            FileHandle(forWritingAtPath: names[2]),
        ].compactMap(\.self)
        process.standardInput = handles[0]
        process.standardOutput = handles[1]
        process.standardError = handles[2]
        try process.run()
        // Foundation keeps them open, and reads past its list of open files where there are thousands.
        for handle in handles { try handle.close() }
        return Started(process: process, names: names)
    }
}
