import Testing

@testable import MigrationCore

/// What goes between a revision's code and its host comes out as it went in; anything else is refused, and nothing traps.
@Suite struct ScriptCodingTests {
    private static let reference = ColumnReference(
        "u",
        "id",
        "n",
        onDelete: .setNull,
        onUpdate: .cascade,
        isDeferred: true
    )
    private static let column = ColumnDeclaration(
        name: "c",
        type: "INT",
        isPrimaryKey: true,
        isAutoincrement: true,
        isNullable: false,
        isUnique: true,
        defaultValue: .sql("1"),
        check: "c > 0",
        collation: "NOCASE",
        reference: reference,
        generated: .stored("1")
    )

    private static let changes: [SchemaChange] = [
        .createTable(
            TableDeclaration(
                name: "t",
                columns: [column, ColumnDeclaration(name: "d", defaultValue: .value(0.5))],
                constraints: [
                    .init(name: "n", kind: .primaryKey(["a"])), .init(name: nil, kind: .unique(["a", "b"])),
                    .init(name: nil, kind: .check("1")), .init(name: nil, kind: .foreignKey(["a"], reference)),
                ],
                isStrict: true
            )
        ),
        .dropTable("t"), .renameTable(from: "a", to: "b"), .addColumn(column, table: "t", backfill: "1"),
        .addColumn(column, table: "t", backfill: nil), .dropColumn("c", table: "t"),
        .renameColumn(from: "a", to: "b", table: "t"),
        .alterColumn(
            "c",
            table: "t",
            ColumnAlteration(type: .real, isNullable: true, dropsDefault: true, backfill: "2")
        ),
        .alterColumn("c", table: "t", ColumnAlteration(defaultValue: "it's")),
        .createIndex(
            IndexDeclaration(
                name: "i",
                table: "t",
                terms: [.column("a", collate: "NOCASE", descending: true), .expression("lower(a)")],
                isUnique: true,
                condition: "a > 1"
            )
        ),
        .addConstraint(.init(name: "n", kind: .check("1")), table: "t"), .dropConstraint(.name("n"), table: "t"),
        .dropConstraint(.unique(["a"]), table: "t"), .dropConstraint(.check("1"), table: "t"),
        .dropConstraint(.foreignKey(["a"]), table: "t"), .createView(name: "v", query: "SELECT 1"),
        .createTrigger(sql: "CREATE TRIGGER"), .drop(.index, name: "i"), .drop(.view, name: "v"),
    ]

    private static let requests: [ScriptRequest] =
        [
            .execute(sql: "x", values: [.null, 1, .integer(.min), -0.5, "ä", .blob([0, 1])], isCounting: false),
            .execute(sql: "x", values: [], isCounting: true),
            .query(sql: "", values: []),
            .insert(table: "t", columns: ["a"], rows: [SQLRow(columns: ["a"], values: [1])]),
            .page(ScriptPage(table: "t", columns: ["a"], condition: "1", values: [1], key: "k", after: "z", limit: 5)),
            .page(ScriptPage(table: "t", columns: [], condition: nil, values: [], key: "k", after: nil, limit: 5)),
            .page(ScriptPage(table: "t", columns: [], values: [], key: "k", through: "z", limit: 1, isFromEnd: true)),
            .abandon(reason: "half"),
        ] + changes.map { .change($0) }

    @Test(arguments: requests.indices) func requestsComeOutAsTheyWentIn(_ index: Int) throws {
        let call = ScriptCall(request: Self.requests[index], place: ScriptPlace("M/f.swift", 7))
        #expect(try ScriptCall(scriptBytes: call.scriptBytes) == call)
    }

    @Test func answersComeOutAsTheyWentIn() throws {
        let rows = [
            SQLRow(columns: ["a", "b"], values: [1, "x"]), SQLRow(columns: ["a", "b"], values: [.null, 2.5]),
        ]
        for response in [ScriptResponse.rows(rows), .rows([]), .changed(.max), .failure(message: "m", sql: "s")] {
            #expect(try ScriptResponse(scriptBytes: response.scriptBytes) == response)
        }
        for outcome in [ScriptOutcome.done, .failed(message: "m", sql: "", place: ScriptPlace("f", 1))] {
            #expect(try ScriptOutcome(scriptBytes: outcome.scriptBytes) == outcome)
        }
    }

    @Test func brokenBytesAreRefused() throws {
        var generator = SeededGenerator(seed: 7)
        for request in Self.requests {
            let bytes = ScriptCall(request: request, place: ScriptPlace("f", 1)).scriptBytes
            for length in 0..<bytes.count {
                #expect(throws: ScriptFormatError.self) { try ScriptCall(scriptBytes: Array(bytes[..<length])) }
            }
            for _ in 0..<200 {
                var broken = bytes
                broken[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255,
                    using: &generator
                )
                _ = try? ScriptCall(scriptBytes: broken)
            }
        }
    }
}
