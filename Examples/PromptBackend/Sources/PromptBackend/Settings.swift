import Foundation
import MigrationCore
import MigrationLifecycle

/// What the environment says.
struct Settings {
    var port = 8080
    var host = "127.0.0.1"
    var database: DatabaseLocation
    var token: String?
    var mode: MigrationService.Mode

    /// Reads `PORT`, `HOST`, `MIGRATIONS`, and which database: `TURSO_DATABASE_URL` with `TURSO_AUTH_TOKEN`, else
    /// `DATABASE_URL`, else `app.db` here.
    init(_ environment: [String: String]) throws {
        port = try environment["PORT"].map { try Self.number($0, "PORT") } ?? port
        host = environment["HOST"] ?? host
        token = environment["TURSO_AUTH_TOKEN"]
        database = try DatabaseLocation(
            url: environment["TURSO_DATABASE_URL"] ?? environment["DATABASE_URL"] ?? "sqlite:///app.db",
            token: token
        )
        switch environment["MIGRATIONS"] ?? "verify" {
        case "upgrade": mode = .upgrade
        case "verify": mode = .verify
        case "wait": mode = .waitUntilCurrent(timeout: .seconds(120))
        case let other: throw SettingsError(text: "MIGRATIONS is '\(other)': write upgrade, verify or wait")
        }
    }

    private static func number(_ text: String, _ name: String) throws -> Int {
        guard let number = Int(text), (1...65535).contains(number) else {
            throw SettingsError(text: "\(name) is '\(text)': write a port")
        }
        return number
    }
}

struct SettingsError: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}
