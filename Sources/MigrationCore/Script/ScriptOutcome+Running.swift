extension ScriptOutcome {
    /// Runs a revision's code, and tells how it ended.
    init(running type: any Migration.Type, _ direction: ScriptDirection, _ operations: Operations) {
        defer { operations.end() }
        let migration = type.init()
        do {
            switch direction {
            case .upgrade: try migration.upgrade(operations)
            case .downgrade: try migration.downgrade(operations)
            }
            self = .done
        } catch {
            self = ScriptOutcome(error)
        }
    }
}
