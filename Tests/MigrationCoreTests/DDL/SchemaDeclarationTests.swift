import MigrationCore
import Testing

/// What `Schema.declaration` prints, run on an empty database.
@Suite struct SchemaDeclarationTests {
    @Test(arguments: SchemaCase.all + SchemaCase.own) func givesTheSchemaBack(_ fixture: SchemaCase) throws {
        let versionTable = "alembic_version"
        let first = try ScratchDatabase()
        try first.run(StatementSplitter.statements(in: fixture.before).map { SQLStatement($0.text) })
        let schema = try first.schema(versionTable: versionTable)
        let second = try ScratchDatabase()
        try second.run(StatementSplitter.statements(in: schema.declaration).map { SQLStatement($0.text) })
        let again = try second.schema(versionTable: versionTable)
        #expect(try Autogenerator.diff(from: schema, to: again).log.isEmpty, "\(schema.declaration)")
        #expect(
            try SchemaSnapshot(second.connection).differences(from: SchemaSnapshot(first.connection)).isEmpty,
            "\(schema.declaration)"
        )
        #expect(again.declaration == schema.declaration)
    }
}
