/// From the place of a database to a connection.
package enum DatabaseConnector {
    /// Opens a database for reading what is there.
    ///
    /// - Parameters:
    ///   - location: which database.
    ///   - busyTimeout: how long a call waits for another connection's lock.
    /// - Returns: the connection, or `nil` where there is no such file: an empty database, and none is created.
    /// - Throws: `DatabaseError` where it cannot be opened.
    package static func openExisting(
        _ location: DatabaseLocation,
        busyTimeout: Duration = SQLiteConnection.defaultBusyTimeout
    ) throws(DatabaseError) -> (any DatabaseConnection)? {
        switch location {
        case .file(let path):
            guard SQLiteFile(path).exists else { return nil }
            return try SQLiteConnection.open(location, mode: .readExisting, busyTimeout: busyTimeout)
        case .memory: return try SQLiteConnection.open(location, mode: .readExisting, busyTimeout: busyTimeout)
        case .remote: throw remoteIsNotSupported
        }
    }

    /// Opens a database for writing; a file that is missing is created by the first statement that writes.
    ///
    /// - Parameters:
    ///   - location: which database.
    ///   - busyTimeout: how long a call waits for another connection's lock.
    /// - Returns: the connection.
    /// - Throws: `DatabaseError` where it cannot be opened.
    package static func open(
        _ location: DatabaseLocation,
        busyTimeout: Duration = SQLiteConnection.defaultBusyTimeout
    ) throws(DatabaseError) -> any DatabaseConnection {
        switch location {
        case .file, .memory: return try SQLiteConnection.open(location, mode: .readWrite, busyTimeout: busyTimeout)
        case .remote: throw remoteIsNotSupported
        }
    }

    private static var remoteIsNotSupported: DatabaseError {
        DatabaseError(.unsupported, "remote databases are not supported yet: they come with the libSQL driver")
    }
}
