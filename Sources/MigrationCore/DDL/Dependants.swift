/// Views and triggers that have to go before a revision's tables change, and come back afterwards.
///
/// RENAME and DROP COLUMN parse the whole schema, and fail where a view or trigger names something that is missing just
/// then ("error in view v"); a table that is dropped takes its triggers along, a view its INSTEAD OF triggers.
struct Dependants {
    private(set) var droppedViews: [View] = []
    private(set) var droppedTriggers: [Trigger] = []
    private(set) var restoredViews: [View] = []
    private(set) var restoredTriggers: [Trigger] = []

    /// - Parameters:
    ///   - diff: the change.
    ///   - touched: the folded names of tables and columns on which something depends that must go; empty where no statement
    ///     parses the schema.
    init(_ diff: SchemaDiff, touched: Set<String>) {
        var names = touched
        var gone: Set<String> = []
        for case .dropView(let view) in diff.operations { gone.insert(Identifier.fold(view.name)) }
        if !touched.isEmpty { names.formUnion(gone) }
        var goneTriggers: Set<String> = []
        for case .dropTrigger(let trigger) in diff.operations { goneTriggers.insert(Identifier.fold(trigger.name)) }
        var count = -1
        while count != gone.count {
            count = gone.count
            for view in diff.from.views
            where !names.isDisjoint(with: view.mentions) || gone.contains(Identifier.fold(view.name)) {
                gone.insert(Identifier.fold(view.name))
                if !touched.isEmpty { names.insert(Identifier.fold(view.name)) }
            }
        }
        for trigger in diff.from.triggers
        where !names.isDisjoint(with: trigger.mentions) || gone.contains(Identifier.fold(trigger.table)) {
            goneTriggers.insert(Identifier.fold(trigger.name))
        }
        droppedViews = diff.from.views.filter { gone.contains(Identifier.fold($0.name)) }
        droppedTriggers = diff.from.triggers.filter { goneTriggers.contains(Identifier.fold($0.name)) }
        let kept = Set(diff.from.views.map { Identifier.fold($0.name) }).subtracting(gone)
        restoredViews = diff.to.views.filter { !kept.contains(Identifier.fold($0.name)) }
        let keptTriggers = Set(diff.from.triggers.map { Identifier.fold($0.name) }).subtracting(goneTriggers)
        restoredTriggers = diff.to.triggers.filter { !keptTriggers.contains(Identifier.fold($0.name)) }
    }
}
