/// The order in which names can be changed one at a time: no name is taken while another still has it.
enum RenameSequence {
    struct Step: Hashable, Sendable {
        var old: String
        var new: String
    }

    /// How a name begins that only makes room for another.
    static let sparePrefix = "_migrate_name_"

    /// The steps of a set of renames; cycles, and changes of case alone, go through a name that nobody has.
    ///
    /// - Parameters:
    ///   - renames: the pairs; no old name and no new name occurs twice.
    ///   - isTaken: whether an object outside the renames has a name already (folded).
    /// - Returns: the renames in the order in which they can be made.
    static func steps(_ renames: [Step], isTaken: (String) -> Bool) -> [Step] {
        var waiting = renames
        var steps: [Step] = []
        var spares = 0
        while !waiting.isEmpty {
            let old = Set(waiting.map { Identifier.fold($0.old) })
            if let free = waiting.firstIndex(where: { !old.contains(Identifier.fold($0.new)) }) {
                steps.append(waiting.remove(at: free))
                continue
            }
            // Every new name is still another's old one: the first one steps aside.
            var spare = ""
            repeat {
                spares += 1
                spare = "\(sparePrefix)\(spares)"
            } while isTaken(spare) || old.contains(spare)
            steps.append(Step(old: waiting[0].old, new: spare))
            waiting[0].old = spare
        }
        return steps
    }
}
