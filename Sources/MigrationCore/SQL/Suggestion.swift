/// "Did you mean …": the nearest of the names that would have been right.
package enum Suggestion {
    /// The candidate that is closest to a name by edit distance, if one is close enough to be meant.
    ///
    /// Letters match without their case; a swap of neighbours is one edit. One edit for each three letters is allowed, so
    /// that short words don't match everything.
    ///
    /// - Parameters:
    ///   - name: what was written.
    ///   - candidates: what would have been right.
    /// - Returns: the closest candidate, the first of several; `nil` where none is near, or where the name is one itself.
    package static func closest(to name: String, in candidates: some Sequence<String>) -> String? {
        let written = Array(Identifier.fold(name).utf8)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let expected = Array(Identifier.fold(candidate).utf8)
            let limit = max(1, max(written.count, expected.count) / 3)
            guard abs(written.count - expected.count) <= limit else { continue }
            let distance = editDistance(written, expected)
            guard distance <= limit, distance < max(written.count, 1), distance < (best?.distance ?? .max) else {
                continue
            }
            best = (candidate, distance)
        }
        return best?.candidate
    }

    /// The words to put behind a message: ` (did you mean 'x'?)`, or nothing.
    ///
    /// - Parameters:
    ///   - name: what was written.
    ///   - candidates: what would have been right.
    /// - Returns: the words, with a blank before them.
    package static func phrase(for name: String, in candidates: some Sequence<String>) -> String {
        closest(to: name, in: candidates).map { " (did you mean '\($0)'?)" } ?? ""
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours between two texts.
    static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var distance = min(last[column + 1], current[column]) + 1
                distance = min(distance, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], other == left[row - 1] {
                    distance = min(distance, beforeLast[column - 1] + 1)
                }
                current.append(distance)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
