import Foundation
import MigrationCore
import Testing

@Suite struct EnvironmentDiskTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "environment-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func write(_ text: String, _ path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func git(_ arguments: [String], in folder: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func readsTheSharedFileAndTheEnvironmentsOwnAndNoOther() throws {
        try withFolder { folder in
            try write("APP_ENV=staging\n", "\(folder)/.env")
            try write("DATABASE_URL=s.db\n", "\(folder)/.env.staging", mode: 0o640)
            try write("DATABASE_URL=p.db\n", "\(folder)/.env.production")
            var snapshot = EnvironmentSnapshot(workingDirectory: folder)
            try snapshot.readFiles()
            #expect(snapshot.files.keys.sorted() == [".env", ".env.staging"])
            #expect(snapshot.files[".env.staging"]?.mode == 0o640)
            #expect(snapshot.fileNames == [".env", ".env.production", ".env.staging"])
            #expect(try Environment(snapshot).database().announcement == "staging · s.db, from .env.staging")
        }
    }

    @Test func aFileThatCannotBeReadIsAnError() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/.env", withIntermediateDirectories: false)
            var snapshot = EnvironmentSnapshot(workingDirectory: folder)
            let error = #expect(throws: MigrationError.self) { try snapshot.readFiles() }
            #expect(error?.summary == ".env can't be read: Is a directory")
        }
    }

    @Test(arguments: ["2", "3", "4"]) func asksGitsIndex(_ version: String) throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/app/deep", withIntermediateDirectories: true)
            try write("A=1", "\(folder)/app/.env")
            try write("A=1", "\(folder)/app/.env.local")
            try write("A=1", "\(folder)/app/deep/.env")
            for name in 0..<20 { try write("", "\(folder)/\(String(repeating: "a", count: name + 1))") }
            try git(["init", "-q"], in: folder)
            try git(["update-index", "--index-version", version], in: folder)
            try git(["add", "-f", "app/.env", "a", "aa", "aaa", "aaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa"], in: folder)
            if version == "3" { try git(["add", "-N", "aaaa"], in: folder) }
            var snapshot = EnvironmentSnapshot(workingDirectory: "\(folder)/app")
            try snapshot.readFiles()
            #expect(snapshot.files[".env"]?.isTrackedByGit == true)
            #expect(snapshot.files[".env.local"]?.isTrackedByGit == false)
            snapshot = EnvironmentSnapshot(workingDirectory: "\(folder)/app/deep")
            try snapshot.readFiles()
            #expect(snapshot.files[".env"]?.isTrackedByGit == false)
        }
    }

    @Test func aDamagedIndexIsNoTrap() {
        var bytes = Array("DIRC".utf8) + [0, 0, 0, 4, 255, 255, 255, 255] + [UInt8](repeating: 255, count: 90)
        bytes += Array(".env".utf8) + [0]
        for length in 0...bytes.count {
            bytes.withUnsafeBytes { buffer in
                let index = GitIndex(UnsafeRawBufferPointer(rebasing: buffer[..<length]))
                #expect(!index.contains(".env"))
            }
        }
    }

    @Test func readsTheProcessEnvironment() {
        #expect(EnvironmentSnapshot.processEnvironment["PATH"] == ProcessInfo.processInfo.environment["PATH"])
    }
}
