/// Reads of the history what decides anything, newest first and a page at a time.
struct HistoryReader {
    let connection: any DatabaseConnection
    /// The run whose records are all wanted.
    let runID: String?
    let isolation: ReadIsolation
    /// How many records a page has.
    private(set) var limit: Int

    private static let smallestLimit = 10

    init(connection: any DatabaseConnection, runID: String?, isolation: ReadIsolation, limit: Int) {
        self.connection = connection
        self.runID = runID
        self.isolation = isolation
        self.limit = limit
    }

    /// Asks for the first page, among other questions.
    ///
    /// A server sends only so much at once: where a page is more than that, a smaller one is asked for.
    mutating func query(
        _ statements: (_ page: SQLStatement) -> [SQLStatement]
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        try query(nil, statements)
    }

    /// All records, oldest first: those of the first page, and of the pages behind it if there are any.
    mutating func records(from firstPage: [SQLRow]) throws(DatabaseError) -> [HistoryRecord] {
        var records = firstPage.map { HistoryRecord($0) }
        var count = records.count
        while count > 0, count >= limit, let newest = records.first, let oldest = records.last {
            let place = Place(newest: newest.sequence, above: oldest.sequence)
            let page = try query(place) { [$0] }.first?.get() ?? []
            records += page.map { HistoryRecord($0) }
            count = page.count
        }
        return records.reversed()
    }

    private mutating func query(
        _ place: Place?,
        _ statements: (_ page: SQLStatement) -> [SQLStatement]
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        while true {
            do throws(DatabaseError) {
                return try connection.query(statements(page(place)), isolation: isolation)
            } catch  where error.code == .tooLarge && limit > HistoryReader.smallestLimit {
                limit = max(limit / 10, HistoryReader.smallestLimit)
            }
        }
    }
}

extension HistoryReader {
    /// Where a page behind the first begins.
    private struct Place {
        /// The `seq` of the very first record: what was written since does not count, or a record that it replaces would be
        /// on no page.
        let newest: Int64
        /// The `seq` of the last record that was read.
        let above: Int64
    }

    /// A short history as it is; of a longer one the newest record of each revision and direction, and the newest of them
    /// that knows a checksum: the stamp of what is applied already says nothing about the file.
    private func page(_ place: Place?) -> SQLStatement {
        let history = "main.\(VersionStore.historyTable)"
        let known = place.map { " WHERE seq <= \($0.newest)" } ?? ""
        let own = runID.map { " UNION SELECT seq FROM \(history) WHERE run_id = \(sqlStringLiteral($0))" } ?? ""
        let decisive =
            "seq IN (SELECT max(seq) FROM \(history)\(known)"
            + " GROUP BY revision, direction, typeof(checksum) = 'text'\(own))"
        let condition =
            place.map { "\(decisive) AND seq < \($0.above)" }
            ?? "(SELECT count(*) FROM \(history)) <= \(limit) OR \(decisive)"
        return SQLStatement(
            "SELECT \(VersionStore.historyColumns.joined(separator: ", ")) FROM \(history) WHERE \(condition)"
                + " ORDER BY seq DESC LIMIT \(limit)"
        )
    }
}

extension HistoryRecord {
    fileprivate init(_ row: SQLRow) {
        self.init(
            sequence: row[0].integer ?? 0,
            revision: row[1].text.map { RevisionID($0) },
            direction: row[2].text.flatMap { MigrationDirection(rawValue: $0) } ?? .stamp,
            checksum: row[3].text.map { Checksum(hex: $0) },
            message: row[4].text ?? "",
            appliedAt: row[5].text ?? "",
            durationMS: row[6].integer,
            appliedBy: row[7].text ?? "",
            toolVersion: row[8].text ?? "",
            runID: row[9].text ?? ""
        )
    }
}
