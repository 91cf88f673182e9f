/// From the place of a database to a connection.
package enum DatabaseConnector {
    /// Opens a database for reading what is there.
    ///
    /// - Parameters:
    ///   - location: which database.
    ///   - options: how long to wait. A remote database is not asked anything yet.
    /// - Returns: the connection, or `nil` where there is no such file: an empty database, and none is created.
    /// - Throws: `DatabaseError` where it cannot be opened.
    package static func openExisting(
        _ location: DatabaseLocation,
        options: ConnectionOptions = ConnectionOptions()
    ) throws(DatabaseError) -> (any DatabaseConnection)? {
        switch location {
        case .file(let path):
            guard SQLiteFile(path).exists else { return nil }
            return try SQLiteConnection.open(location, mode: .readExisting, busyTimeout: options.busyTimeout)
        case .memory:
            return try SQLiteConnection.open(location, mode: .readExisting, busyTimeout: options.busyTimeout)
        case .remote(let url, let token): return LibSQLConnection(url: url, token: token, options: options)
        }
    }

    /// Opens a database for writing; a file that is missing is created by the first statement that writes.
    ///
    /// - Parameters:
    ///   - location: which database.
    ///   - options: how long to wait. A remote database is not asked anything yet.
    /// - Returns: the connection.
    /// - Throws: `DatabaseError` where it cannot be opened.
    package static func open(
        _ location: DatabaseLocation,
        options: ConnectionOptions = ConnectionOptions()
    ) throws(DatabaseError) -> any DatabaseConnection {
        switch location {
        case .file, .memory:
            try SQLiteConnection.open(location, mode: .readWrite, busyTimeout: options.busyTimeout)
        case .remote(let url, let token): LibSQLConnection(url: url, token: token, options: options)
        }
    }
}
