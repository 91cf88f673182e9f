import Foundation
import Hummingbird
import Logging
import MigrationCore
import MigrationLifecycle
import Migrations
import ServiceLifecycle

var logger = Logger(label: "PromptBackend")
do {
    let settings = try Settings(ProcessInfo.processInfo.environment)
    let migrator = Migrator(database: settings.database, migrations: allMigrations)
    let server = Application(
        router: try PromptRouter(store: openStore(settings.database, token: settings.token), migrator: migrator).router,
        configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: "PromptBackend"),
        logger: logger
    )
    // The server does not listen before the schema is right.
    let group = ServiceGroup(
        services: [server.afterMigrations(migrator, mode: settings.mode, logger: logger)],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger
    )
    try await group.run()
} catch {
    // A MigrationError says what failed, on what and why, and what to type next; never a token.
    logger.critical("\(error)")
    exit(1)
}
