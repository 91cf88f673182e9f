import Foundation
import MigrationCore
import Testing

/// Every case of `Fixtures/schema` through the whole flow: replay, data, autogenerate, upgrade, checks, a second
/// autogenerate, downgrade, checks.
@Suite struct SchemaCaseTests {
    enum Outcome: String { case apply, warn, refuse }

    @Test(arguments: SchemaCase.all + SchemaCase.own) func theCaseHolds(_ fixture: SchemaCase) throws {
        let options = Self.options(fixture)
        let outcome = try run(fixture, options)
        #expect(allowed(fixture).contains(outcome.rawValue), "\(outcome)")
        if outcome == .refuse, fixture.expect == "warn", fixture.tags.contains("ambiguous") {
            // With the consent that was asked for, the rest of the case has to hold as well.
            var consent = options
            consent.treatsRestAsDropAndAdd = true
            #expect(try run(fixture, consent) == .warn)
        }
    }

    @Test func allCasesAreThere() {
        #expect(SchemaCase.all.count == 140)
        #expect(SchemaCase.own.count == 66)
    }

    private func allowed(_ fixture: SchemaCase) -> Set<String> {
        Set([fixture.expect] + (fixture.also_ok ?? []))
    }

    private static func options(_ fixture: SchemaCase) -> DiffOptions {
        var options = DiffOptions()
        for (old, new) in fixture.hints?.rename_tables ?? [:] { options.renames.append(.table(old: old, new: new)) }
        for (table, columns) in fixture.hints?.rename_columns ?? [:] {
            for (old, new) in columns { options.renames.append(.column(table: table, old: old, new: new)) }
        }
        for (table, columns) in fixture.hints?.backfill ?? [:] {
            for (column, expression) in columns {
                options.backfills.append(DeclaredBackfill(table: table, column: column, expression: expression))
            }
        }
        return options
    }

    private func run(_ fixture: SchemaCase, _ options: DiffOptions) throws -> Outcome {
        let flow = try SchemaFlow(before: fixture.before, data: fixture.data)
        let contents = try flow.contents()
        let before = try SchemaSnapshot(flow.connection)
        let orphans = try flow.connection.query("PRAGMA foreign_key_check")
        func isUntouched() throws {
            #expect(try flow.contents() == contents)
            if fixture.expect == "refuse" { try expect(fixture.checks, flow) }
        }
        let generated: GeneratedRevision?
        do {
            generated = try SchemaFlow.generate(from: flow.before, to: fixture.after, options)
        } catch let error as MigrationError where error.code == .schema || error.code == .declined {
            #expect(!error.summary.contains("generated"), "\(error)")
            #expect(allowed(fixture).contains("refuse"), "\(error)")
            try isUntouched()
            return .refuse
        }
        if fixture.no_diff ?? false { #expect(generated == nil, "\(generated?.changes ?? [])") }
        guard let generated else {
            try expect(fixture.checks, flow)
            try expect(fixture.checks_after_downgrade, flow)
            #expect(try SchemaSnapshot(flow.connection).differences(from: Self.declared(fixture)).isEmpty)
            return .apply
        }
        for pattern in fixture.must_not_sql ?? [] {
            let regex = try NSRegularExpression(pattern: pattern, options: .caseInsensitive)
            let text = generated.up.text
            #expect(
                regex.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) == nil,
                "\(pattern)\n\(text)"
            )
        }
        do {
            try flow.run(generated.up)
        } catch let error as DatabaseError {
            let isNamed = RowGuard.message(in: error.message) != nil
            #expect(isNamed, "refused by SQLite, not by a guard: \(error.message)")
            try isUntouched()
            return .refuse
        }
        #expect(
            try SchemaSnapshot(flow.connection).differences(from: Self.declared(fixture)).isEmpty,
            "\(generated.up.text)"
        )
        try expect(fixture.checks, flow)
        try expectSound(flow, orphans)
        #expect(try SchemaFlow.generate(from: flow.schema(), to: fixture.after, options.withoutDeclarations) == nil)
        try downgrade(fixture, flow, generated, before)
        return generated.warnings.contains(where: \.losesData) ? .warn : .apply
    }

    private func downgrade(
        _ fixture: SchemaCase,
        _ flow: SchemaFlow,
        _ generated: GeneratedRevision,
        _ before: SchemaSnapshot
    ) throws {
        let contents = try flow.contents()
        do {
            try flow.run(generated.down)
        } catch let error as DatabaseError {
            #expect(fixture.downgrade == "may-refuse", "the downgrade fails: \(error.message)\n\(generated.down.text)")
            #expect(try flow.contents() == contents)
            return
        }
        let after = try SchemaSnapshot(flow.connection)
        #expect(after.differences(from: before).isEmpty, "\(after.differences(from: before))\n\(generated.down.text)")
        try expect(fixture.checks_after_downgrade, flow)
    }

    private static func declared(_ fixture: SchemaCase) throws -> SchemaSnapshot {
        let scratch = try SQLiteConnection.open(.memory, mode: .readWrite)
        for statement in try StatementSplitter.statements(in: fixture.after) {
            _ = try scratch.query(SQLStatement(statement.text))
        }
        return try SchemaSnapshot(scratch)
    }

    private func expectSound(_ flow: SchemaFlow, _ orphans: [SQLRow]) throws {
        #expect(try flow.connection.query("PRAGMA integrity_check").map(\.values) == [[.text("ok")]])
        let now = try flow.connection.query("PRAGMA foreign_key_check")
        // A table that was renamed has its old orphans under its new name.
        func withoutTable(_ row: SQLRow) -> [SQLValue] { Array(row.values.dropFirst()) }
        #expect(Set(now.map(withoutTable)).subtracting(orphans.map(withoutTable)).isEmpty)
        #expect(try flow.connection.query("PRAGMA foreign_keys").map(\.values) == [[.integer(0)]])
    }

    private func expect(_ checks: [SchemaCase.Check]?, _ flow: SchemaFlow) throws {
        for check in checks ?? [] {
            let rows = try flow.connection.query(SQLStatement(check.sql)).map { $0.values.map { CaseValue($0) } }
            #expect(rows == check.rows, "\(check.sql)")
        }
    }
}

extension DiffOptions {
    /// Names and backfills were used once; the second comparison gets none.
    fileprivate var withoutDeclarations: DiffOptions { DiffOptions() }
}
