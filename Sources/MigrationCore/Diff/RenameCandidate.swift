/// A drop and an add that look like a rename, which only a declaration makes one.
package struct RenameCandidate: Hashable, Sendable {
    package var rename: DeclaredRename
    /// How alike the two are: higher is more.
    package var likeness: Int

    package init(_ rename: DeclaredRename, likeness: Int) {
        self.rename = rename
        self.likeness = likeness
    }

    /// The flag that declares it.
    package var flag: String {
        "--rename \(NameWords.shellWord(rename.flag))"
    }
}

extension RenameCandidate {
    /// What of the dropped and added tables looks like a rename, the most alike first.
    static func among(dropped: [Table], added: [Table]) -> [RenameCandidate] {
        among(
            dropped: dropped.map { ($0.name, $0.columns.map(\.name)) },
            added: added.map { ($0.name, $0.columns.map(\.name)) }
        )
    }

    /// The same of virtual tables, within a module: no content goes from one to another.
    static func among(dropped: [VirtualTable], added: [VirtualTable]) -> [RenameCandidate] {
        let old = Dictionary(grouping: dropped.filter(\.canBeRenamed)) { Identifier.fold($0.module) }
        let new = Dictionary(grouping: added) { Identifier.fold($0.module) }
        let candidates = old.sorted { $0.key < $1.key }.flatMap { module, tables in
            among(
                dropped: tables.map { ($0.name, $0.likeness) },
                added: (new[module] ?? []).map { ($0.name, $0.likeness) }
            )
        }
        return candidates.sorted { $0.likeness > $1.likeness }
    }

    private static func among(
        dropped: [(name: String, columns: [String])],
        added: [(name: String, columns: [String])]
    ) -> [RenameCandidate] {
        var candidates: [RenameCandidate] = []
        for old in dropped {
            for new in added {
                let names = Set(new.columns.map(Identifier.fold))
                let common = old.columns.filter { names.contains(Identifier.fold($0)) }.count
                let size = max(old.columns.count, new.columns.count)
                guard common > 0, common * 2 >= size || areNamedAlike(old.name, new.name) else { continue }
                let rename = DeclaredRename.table(old: old.name, new: new.name)
                candidates.append(RenameCandidate(rename, likeness: common * 10 / max(1, size)))
            }
        }
        return candidates.sorted { $0.likeness > $1.likeness }
    }

    /// What of the dropped and added columns of a table looks like a rename, the most alike first.
    static func among(columnsOf old: Table, and new: Table) -> [RenameCandidate] {
        let dropped = old.columns.enumerated().filter { new[column: $0.element.name] == nil }
        let added = new.columns.enumerated().filter { old[column: $0.element.name] == nil }
        var candidates: [RenameCandidate] = []
        for (oldPosition, oldColumn) in dropped {
            for (newPosition, newColumn) in added where (oldColumn.generated == nil) == (newColumn.generated == nil) {
                var likeness = 0
                if oldColumn.typeKey == newColumn.typeKey {
                    likeness += 2
                } else if oldColumn.affinity == newColumn.affinity {
                    likeness += 1
                }
                if oldPosition == newPosition { likeness += 1 }
                if areNamedAlike(oldColumn.name, newColumn.name) { likeness += 2 }
                guard likeness >= 2 else { continue }
                let rename = DeclaredRename.column(table: new.name, old: oldColumn.name, new: newColumn.name)
                candidates.append(RenameCandidate(rename, likeness: likeness))
            }
        }
        return candidates.sorted { $0.likeness > $1.likeness }
    }

    /// The same of a virtual table that holds its rows: a column's values are all of one kind, and where they are kept
    /// elsewhere or can't be read, no rename would bring them along.
    static func among(columnsOf difference: VirtualTableDifference) -> [RenameCandidate] {
        guard case (.own, .own) = (difference.from.content, difference.to.content) else { return [] }
        // A column whose name another one takes by a declared rename is dropped on purpose.
        let dropped = difference.droppedColumns.filter { difference.to[column: $0.name] == nil }
        var candidates: [RenameCandidate] = []
        for old in dropped {
            for new in difference.addedColumns {
                var likeness = old.details == new.details ? 2 : 1
                if difference.from.position(of: old) == difference.to.position(of: new) { likeness += 1 }
                if areNamedAlike(old.name, new.name) { likeness += 2 }
                guard likeness >= 2 else { continue }
                let rename = DeclaredRename.column(table: difference.to.name, old: old.name, new: new.name)
                candidates.append(RenameCandidate(rename, likeness: likeness))
            }
        }
        return candidates.sorted { $0.likeness > $1.likeness }
    }

    private static func areNamedAlike(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Identifier.fold(left), Identifier.fold(right))
        if min(left.utf8.count, right.utf8.count) > 2, left.contains(right) || right.contains(left) { return true }
        return Suggestion.closest(to: left, in: [right]) != nil
    }
}

extension VirtualTable {
    fileprivate func position(of column: Column) -> Int? {
        columns.firstIndex { Identifier($0.name) == Identifier(column.name) }
    }

    /// What has to be alike: the columns, or the arguments where the columns are not known.
    fileprivate var likeness: [String] {
        columns.isEmpty ? arguments : columns.map(\.name)
    }
}

extension NameWords {
    /// A flag's value as it is typed into a shell.
    static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "_.=-".utf8.contains(byte)
        }
        if isPlain { return text }
        return "'" + text.replacing("'" as Unicode.Scalar, with: "'\\''") + "'"
    }
}
