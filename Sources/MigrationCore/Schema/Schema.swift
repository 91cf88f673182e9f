/// What a database holds, as a value: its tables, indexes, views and triggers, without SQLite's and the tool's own.
///
/// Equality is of meaning: the order of the objects, and whatever their own equality leaves out, is no difference.
package struct Schema: Sendable {
    /// Ordinary tables, in the order in which they were created.
    package var tables: [Table]
    /// Indexes that have a `CREATE INDEX` of their own; those of constraints belong to their tables.
    package var indexes: [Index]
    package var views: [View]
    package var triggers: [Trigger]
    package var virtualTables: [VirtualTable]

    package init(
        tables: [Table] = [],
        indexes: [Index] = [],
        views: [View] = [],
        triggers: [Trigger] = [],
        virtualTables: [VirtualTable] = []
    ) {
        self.tables = tables
        self.indexes = indexes
        self.views = views
        self.triggers = triggers
        self.virtualTables = virtualTables
    }

    /// Whether there is nothing in it.
    package var isEmpty: Bool {
        tables.isEmpty && indexes.isEmpty && views.isEmpty && triggers.isEmpty && virtualTables.isEmpty
    }

    /// The table of a name, in whatever case.
    package subscript(table name: String) -> Table? {
        Schema.find(name, in: tables, \.name)
    }

    /// The index of a name, in whatever case.
    package subscript(index name: String) -> Index? {
        Schema.find(name, in: indexes, \.name)
    }

    /// The view of a name, in whatever case.
    package subscript(view name: String) -> View? {
        Schema.find(name, in: views, \.name)
    }

    /// The trigger of a name, in whatever case.
    package subscript(trigger name: String) -> Trigger? {
        Schema.find(name, in: triggers, \.name)
    }

    /// The virtual table of a name, in whatever case.
    package subscript(virtualTable name: String) -> VirtualTable? {
        Schema.find(name, in: virtualTables, \.name)
    }

    /// The indexes of a table.
    package func indexes(of table: String) -> [Index] {
        let key = Identifier.fold(table)
        return indexes.filter { Identifier.fold($0.table) == key }
    }

    /// The triggers on a table or view.
    package func triggers(on table: String) -> [Trigger] {
        let key = Identifier.fold(table)
        return triggers.filter { Identifier.fold($0.table) == key }
    }

    private static func find<Object>(_ name: String, in objects: [Object], _ path: (Object) -> String) -> Object? {
        if let exact = objects.first(where: { path($0) == name }) { return exact }
        let key = Identifier.fold(name)
        return objects.first { Identifier.fold(path($0)) == key }
    }
}

extension Schema: Hashable {
    package static func == (left: Schema, right: Schema) -> Bool {
        sameElements(left.tables, right.tables) && sameElements(left.indexes, right.indexes)
            && sameElements(left.views, right.views) && sameElements(left.triggers, right.triggers)
            && sameElements(left.virtualTables, right.virtualTables)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Set(tables))
        hasher.combine(Set(indexes))
        hasher.combine(Set(views))
        hasher.combine(Set(triggers))
        hasher.combine(Set(virtualTables))
    }
}
