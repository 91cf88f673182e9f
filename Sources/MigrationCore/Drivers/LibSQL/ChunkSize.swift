/// How many batches share a request: enough to save round trips, few enough that progress shows and a request ends in time.
struct ChunkSize: Hashable {
    private var count = 16

    /// A request of more text than this is sent in parts, for proxies have limits of their own.
    private static let maximumBytes = 512 * 1024
    private static let maximumCount = 128

    /// What the next request carries; at least one batch, and nothing behind one without a transaction.
    func prefix(of batches: ArraySlice<Batch>) -> ArraySlice<Batch> {
        var bytes = 0
        var end = batches.startIndex
        for batch in batches.prefix(count) {
            guard batch.transaction != .none else { break }
            bytes += batch.statements.reduce(0) { $0 + $1.text.utf8.count }
            if end > batches.startIndex, bytes > ChunkSize.maximumBytes { break }
            end += 1
        }
        return batches[batches.startIndex..<end]
    }

    /// Changes with the time that the last request took.
    mutating func learn(_ elapsed: Duration) {
        if elapsed < .seconds(1) {
            count = min(count * 2, ChunkSize.maximumCount)
        } else if elapsed > .seconds(3) {
            count = max(count / 4, 1)
        }
    }

    /// After a lost answer, one after the other.
    mutating func shrink() {
        count = 1
    }
}
