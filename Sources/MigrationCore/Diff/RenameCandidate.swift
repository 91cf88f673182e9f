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
        var candidates: [RenameCandidate] = []
        for old in dropped {
            for new in added {
                let common = old.columns.filter { new[column: $0.name] != nil }.count
                let isAlike =
                    common * 2 >= max(old.columns.count, new.columns.count) || areNamedAlike(old.name, new.name)
                let likeness = common * 10 / max(1, max(old.columns.count, new.columns.count))
                guard isAlike, common > 0 else { continue }
                candidates.append(RenameCandidate(.table(old: old.name, new: new.name), likeness: likeness))
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

    private static func areNamedAlike(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Identifier.fold(left), Identifier.fold(right))
        if min(left.utf8.count, right.utf8.count) > 2, left.contains(right) || right.contains(left) { return true }
        return Suggestion.closest(to: left, in: [right]) != nil
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
