import Foundation
import LibSQLTestServer
import MigrationCore
import Testing

/// A project whose environment `staging` is a server of its own, over the project's `app.db`.
struct RemoteProject: Sendable {
    /// The token of `.env.staging`, which no output may ever hold.
    static let token = "eyJhbGciOiJFZERTQSJ9.c3RhZ2luZy1zZWNyZXQ.c2lnbmF0dXJl-0123456789"

    let local: MigrateProject
    let server: LibSQLTestServer

    /// Starts a server whose limits no slow machine reaches, runs the body off Swift's pool of threads, which other
    /// tests keep busy, and stops it again.
    static func serving(
        _ dialect: Dialect = .sqld,
        _ adjust: (inout LibSQLTestServer.Options) -> Void = { _ in },
        _ body: @escaping @Sendable (RemoteProject) async throws -> Void
    ) async throws {
        var options = LibSQLTestServer.Options(dialect: dialect)
        options.tokens = [token: .full]
        options.idleLimit = .seconds(120)
        options.transactionLimit = .seconds(120)
        adjust(&options)
        let chosen = options
        try await withTaskExecutorPreference(ThreadExecutor.shared) { try await run(chosen, body) }
    }

    @concurrent private static func run(
        _ options: LibSQLTestServer.Options,
        _ body: @Sendable (RemoteProject) async throws -> Void
    ) async throws {
        await Turnstile.shared.enter()
        let result: Result<Void, any Error>
        do {
            result = .success(try await start(options, body))
        } catch {
            result = .failure(error)
        }
        await Turnstile.shared.leave()
        try result.get()
    }

    private static func start(
        _ options: LibSQLTestServer.Options,
        _ body: @Sendable (RemoteProject) async throws -> Void
    ) async throws {
        let local = try MigrateProject()
        var options = options
        options.databasePath = local.path("app.db")
        let server = try await LibSQLTestServer.start(options)
        let result: Result<Void, any Error>
        do {
            let project = RemoteProject(local: local, server: server)
            try project.configure()
            result = .success(try await body(project))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        try result.get()
    }

    /// Writes the configuration, with the address and the token in a dotenv file.
    private func configure() throws {
        try local.write(
            "migrate.toml",
            """
            [env.staging]
            url = "${TURSO_STAGING_DATABASE_URL}"
            auth_token = "${TURSO_STAGING_AUTH_TOKEN}"
            """
        )
        try setToken(RemoteProject.token)
        try FileManager.default.createDirectory(
            at: local.folder.appending(path: "migrations/versions"),
            withIntermediateDirectories: true
        )
    }

    /// Writes `.env.staging`.
    func setToken(_ token: String, url: String? = nil) throws {
        try local.write(
            ".env.staging",
            "TURSO_STAGING_DATABASE_URL=\(url ?? server.url)\nTURSO_STAGING_AUTH_TOKEN=\(token)\n"
        )
    }
}

extension RemoteProject {
    /// Runs `migrate … --env staging`; whatever it printed, the token was not in it.
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> MigrateProject.Run {
        try run(arguments, environment: environment)
    }

    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> MigrateProject.Run {
        let run = try local.run(arguments + ["--env", "staging"], environment: environment)
        #expect(!run.shows(RemoteProject.token), "\(arguments): \(run.stdout)\(run.stderr)")
        return run
    }

    /// Runs it and expects that it succeeds.
    @discardableResult func succeed(
        _ arguments: String...,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> MigrateProject.Run {
        try succeed(arguments, sourceLocation: sourceLocation)
    }

    @discardableResult func succeed(
        _ arguments: [String],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> MigrateProject.Run {
        let start = ContinuousClock.now
        let run = try run(arguments)
        #expect(
            run.exitCode == 0,
            "\(arguments): \(run.stderr)\nwithin \(ContinuousClock.now - start)\n\(arrived)",
            sourceLocation: sourceLocation
        )
        return run
    }

    /// What reached the server so far, for the message of a failure.
    private var arrived: String {
        server.requests.map { request in
            let agent = request.headers["user-agent"] ?? "nobody"
            return "\(request.number): \(request.line) of \(agent): \(request.statements.first?.prefix(80) ?? "")"
        }
        .joined(separator: "\n")
    }

    func start(_ arguments: String...) throws -> MigrateProject.Started {
        try local.start(arguments + ["--env", "staging"])
    }

    /// How many requests with SQL a command sends, which succeeds.
    func requests(of arguments: String...) throws -> Int {
        try requests(of: arguments)
    }

    func requests(of arguments: [String]) throws -> Int {
        let before = server.requests.count
        try succeed(arguments)
        return server.requests.count - before
    }

    /// The first column of a query on the server's file, behind its back; nothing where there is no such file or table.
    func column(_ sql: String) -> [String] { local.column(sql, options: ConnectionOptions()) }

    /// The rows of the version table.
    var version: [String] { column("SELECT version_num FROM alembic_version ORDER BY 1") }

    /// `upgrade r1` and so on, in the order of the runs.
    var history: [String] {
        column("SELECT direction || ' ' || coalesce(revision, 'base') FROM migrate_history ORDER BY seq")
    }

    /// The tables of the user.
    var tables: [String] {
        column(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                + "AND name NOT IN ('alembic_version', 'migrate_history') ORDER BY name"
        )
    }

    /// Writes `r1` … `rN`, one after the other, each with a table of its own name.
    func chain(_ count: Int) throws {
        for number in 1...count {
            try local.revision("r\(number)", number == 1 ? "none" : "r\(number - 1)")
        }
    }
}

extension MigrateProject.Run {
    /// Whether a secret, or a part of it that gives it away, is in what was printed.
    func shows(_ secret: String) -> Bool {
        let text = stdout + stderr
        let characters = Array(secret)
        guard characters.count > 16 else { return text.contains(secret) }
        return (0...(characters.count - 16)).contains { text.contains(String(characters[$0..<($0 + 16)])) }
    }
}

/// Lets a few in at a time: more servers and processes than processors are only slower.
private actor Turnstile {
    static let shared = Turnstile(6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func enter() async {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
