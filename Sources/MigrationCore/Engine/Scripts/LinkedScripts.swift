/// Swift revisions whose types are part of the program.
struct LinkedScripts: ScriptCode {
    let types: [RevisionID: any Migration.Type]

    func prepare(_ revisions: [Revision], _ interruption: Interruption) throws(MigrationError) {
        if let missing = revisions.first(where: { types[$0.id] == nil }) { throw .noScriptCode(for: missing) }
    }

    func enforcesForeignKeys(_ revision: Revision) -> Bool {
        types[revision.id]?.enforcesForeignKeys ?? true
    }

    func run(
        _ revision: Revision,
        _ direction: MigrationDirection,
        _ interruption: Interruption,
        answering exchange: @escaping ([UInt8]) -> [UInt8]
    ) -> [UInt8] {
        guard let type = types[revision.id] else {
            return ScriptOutcome.failed(message: "its code is not linked", sql: "", place: nil).scriptBytes
        }
        let direction: ScriptDirection = direction == .downgrade ? .downgrade : .upgrade
        return ScriptOutcome(running: type, direction, Operations(exchange)).scriptBytes
    }
}
