// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "PromptBackend",
    platforms: [.macOS(.v15)],
    dependencies: [
        // In a project of your own: .package(url: "https://github.com/…/swift-migrate", from: "…")
        .package(name: "swift-migrate", path: "../.."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Everything in migrations/versions becomes `allMigrations`.
        .target(
            name: "Migrations",
            dependencies: [.product(name: "MigrationCore", package: "swift-migrate")],
            path: "migrations",
            plugins: [.plugin(name: "EmbedMigrations", package: "swift-migrate")]
        ),
        .systemLibrary(name: "SystemSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .executableTarget(
            name: "PromptBackend",
            dependencies: [
                "Migrations", "SystemSQLite",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "MigrationCore", package: "swift-migrate"),
                .product(name: "MigrationLifecycle", package: "swift-migrate"),
            ]
        ),
        // This project's own `migrate`, with the same revisions inside: what a job or an init container runs.
        .executableTarget(
            name: "prompt-migrate",
            dependencies: ["Migrations", .product(name: "MigrateCLI", package: "swift-migrate")]
        ),
        .testTarget(name: "PromptBackendTests", dependencies: ["PromptBackend", "prompt-migrate"]),
    ]
)
