import Foundation
import MigrationCore
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct MigrationLockTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func lock(
        _ name: String = "app.db",
        timeout: Duration = .zero,
        _ interruption: Interruption = Interruption(),
        onWait: (String?) -> Void = { _ in }
    ) throws(MigrationError) -> MigrationLock {
        try MigrationLock(database: folder.file(name), timeout: timeout, interruption: interruption, onWait: onWait)
    }

    @Test func leavesNothingBehind() throws {
        do {
            let lock = try lock()
            #expect(folder.names == ["app.db-migrate.lock"])
            _ = consume lock
        }
        #expect(folder.names == [])
    }

    @Test func namesItsHolderWhenTheTimeIsUp() throws {
        let held = try lock()
        var waitedFor: String?
        let error = #expect(throws: MigrationError.self) { _ = try lock { waitedFor = $0 } }
        #expect(error?.code == .locked)
        let summary = error?.summary ?? ""
        #expect(summary.hasPrefix("another migration of this database is running (process \(getpid()) on "))
        #expect(
            summary.hasSuffix("), and it did not end within 0 s; the lock is \(folder.file("app.db-migrate.lock"))")
        )
        #expect(error?.remedy == "Wait for it to end, or wait longer with --lock-timeout 60.")
        #expect(waitedFor == nil)
        _ = consume held
    }

    @Test func isOneLockByWhateverNameTheFileIsCalled() throws {
        folder.write("", to: "app.db")
        symlink("app.db", folder.file("link.db"))
        let held = try lock("link.db")
        #expect(folder.names == ["app.db", "app.db-migrate.lock", "link.db"])
        #expect(throws: MigrationError.self) { _ = try lock("./app.db") }
        _ = consume held
    }

    @Test func aLeftFileOfADeadProcessIsNoLock() throws {
        folder.write("process 1 on nowhere\n", to: "app.db-migrate.lock")
        let held = try lock()
        _ = consume held
        #expect(folder.names == [])
    }

    @Test(arguments: ["precious\n", "process\n", "process 1 on here\nmore\n"])
    func anotherProgramsFileOfThatNameIsLeftAsItIs(text: String) throws {
        folder.write(text, to: "app.db-migrate.lock")
        let path = folder.file("app.db-migrate.lock")
        let error = #expect(throws: MigrationError.self) { _ = try lock() }
        #expect(
            error?.summary
                == "\(path) has the name of this database's lock, but it is another program's file: it was left as it is"
        )
        #expect(error?.remedy == "Move it away, then run the same command again.")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func aFileThatItsHolderHadNotSignedIsNoOneElses() throws {
        folder.write("", to: "app.db-migrate.lock")
        let held = try lock()
        _ = consume held
        #expect(folder.names == [])
    }

    @Test func theWaitEndsWithTheHolder() async throws {
        let held = try lock()
        async let second = Task.detached { [folder] in
            let lock = try MigrationLock(
                database: folder.file("app.db"),
                timeout: .seconds(60),
                interruption: Interruption()
            ) { _ in }
            _ = consume lock
            return true
        }.value
        try await Task.sleep(for: .milliseconds(30))
        _ = consume held
        #expect(try await second)
    }

    @Test func theWaitEndsWhenTheCallerGivesUp() throws {
        let held = try lock()
        let interruption = Interruption()
        interruption.request()
        let error = #expect(throws: MigrationError.self) { _ = try lock(timeout: .seconds(60), interruption) }
        #expect(error?.code == .interrupted)
        _ = consume held
    }

    @Test func saysWhyTheLockCannotBeMade() {
        let error = #expect(throws: MigrationError.self) { _ = try lock("nowhere/app.db") }
        #expect(
            error?.summary
                == "the lock file \(folder.file("nowhere/app.db-migrate.lock")) cannot be created: No such file or directory"
        )
        #expect(error?.remedy == "The folder of the database must be writable: SQLite keeps its journal there, too.")
    }
}
