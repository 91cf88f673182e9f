import MigrationCore

/// Random revisions that form a graph: branches, merges, dependencies, labels, several bases.
struct RandomGraph {
    let revisions: [Revision]

    init(seed: UInt64, count: Int) {
        var generator = SeededGenerator(seed: seed)
        var revisions: [Revision] = []
        for number in 0..<count {
            let known = revisions.indices
            var parents: Set<Int> = []
            var dependencies: Set<Int> = []
            if !known.isEmpty, Int.random(in: 0..<10, using: &generator) > 0 {
                for _ in 0..<(Int.random(in: 0..<5, using: &generator) == 0 ? 2 : 1) {
                    // Mostly the newest ones, so that lines grow long.
                    let near = max(0, known.count - 4)
                    parents.insert(Int.random(in: near..<known.count, using: &generator))
                }
            }
            if !known.isEmpty, Int.random(in: 0..<4, using: &generator) == 0 {
                dependencies.insert(Int.random(in: known, using: &generator))
            }
            revisions.append(
                Revision(
                    id: RevisionID("r\(1000 + number)"),
                    parents: parents.sorted().map { revisions[$0].id },
                    dependencies: dependencies.sorted().map { revisions[$0].id.rawValue },
                    labels: Int.random(in: 0..<6, using: &generator) == 0 ? ["label\(number)"] : [],
                    source: SourceLocation(file: "r\(number).sql", line: 1)
                )
            )
        }
        self.revisions = revisions.shuffled(using: &generator)
    }
}
