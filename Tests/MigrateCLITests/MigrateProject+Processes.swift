import Foundation
import MigrationCore

extension MigrateProject {
    /// Starts `migrate` and returns at once.
    func start(_ arguments: String...) throws -> Started {
        try start(arguments)
    }

    /// The first column of a query on `app.db`; nothing where there is no such file or table yet, or it is locked for
    /// longer than the options say.
    func column(_ sql: String, options: ConnectionOptions = .impatient) -> [String] {
        let location = DatabaseLocation.file(path: path("app.db"))
        let connection = try? DatabaseConnector.openExisting(location, options: options)
        let rows = (try? connection?.query(SQLStatement(sql))) ?? []
        return rows.map { $0[0].text ?? $0[0].integer.map { String($0) } ?? "NULL" }
    }
}

extension MigrateProject.Started {
    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// What it left behind, and whether a signal ended it.
    func end() throws -> (run: MigrateProject.Run, wasKilled: Bool) {
        try process.waitForEnd()
        return (try finished(), process.terminationReason == .uncaughtSignal)
    }
}

extension ConnectionOptions {
    /// Waits for no lock.
    static var impatient: ConnectionOptions {
        var options = ConnectionOptions()
        options.busyTimeout = .zero
        return options
    }
}
