import MigrationCore
import Testing

/// Numbers that no run counts to, which something else has written into the history.
@Suite(.timeLimit(.minutes(5))) struct NumberLimitTests {
    private static let chain = Revision.chain(3)

    private static func write(_ sequence: Int64, _ duration: Int64, into database: TestDatabase) throws {
        try database.connect().apply(
            Batch([
                SQLStatement(
                    "UPDATE migrate_history SET seq = ?, duration_ms = ? WHERE seq = 1",
                    [.integer(sequence), .integer(duration)]
                )
            ])
        )
    }

    @Test(arguments: [Int64.max, Int64.max - 1]) func aUsedUpSequenceIsAnErrorLocally(sequence: Int64) async throws {
        let database = try TestDatabase()
        try await database.migrator(Self.chain).upgrade(to: "r1")
        try Self.write(sequence, .max, into: database)
        let error = await #expect(throws: MigrationError.self) { try await database.migrator(Self.chain).upgrade() }
        #expect(error?.code == .cannotRun)
        #expect(error?.summary.hasPrefix("migrate_history's seq is used up") == true)
        #expect(try database.tables == ["t1"])
    }

    @Test func aUsedUpSequenceIsAnErrorRemotely() async throws {
        try await RemoteDatabase.serving { database in
            try await database.migrator(Self.chain).upgrade(to: "r1")
            try Self.write(.max, .max, into: database.local)
            let error = await #expect(throws: MigrationError.self) { try await database.migrator(Self.chain).upgrade() }
            #expect(error?.summary.hasPrefix("migrate_history's seq is used up") == true)
        }
    }

    @Test func aNegativeSequenceIsCountedOnFrom() async throws {
        let database = try TestDatabase()
        try await database.migrator(Self.chain).upgrade(to: "r1")
        try Self.write(.min, .min, into: database)
        try await database.migrator(Self.chain).upgrade()
        #expect(try database.tables == ["t1", "t2", "t3"])
    }

    @Test func aVeryLongTimeOutIsNoTrap() async throws {
        let database = try TestDatabase()
        try await database.migrator(Self.chain) { options in
            options.lockTimeout = .seconds(Int64.max / 4)
            options.busyTimeout = .seconds(Int64.max)
            options.outageTimeout = .seconds(Int64.max / 4)
        }.upgrade()
        #expect(try database.version == ["r3"])
    }
}
