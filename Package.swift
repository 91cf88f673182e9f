// swift-tools-version: 6.2
import PackageDescription

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle",
    condition: .when(traits: ["ServiceLifecycle"])
)

let package = Package(
    name: "swift-migrate",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "MigrationCore", targets: ["MigrationCore"]),
        .library(name: "MigrationSchema", targets: ["MigrationSchema"]),
        .library(name: "MigrateCLI", targets: ["MigrateCLI"]),
        .library(name: "MigrationLifecycle", targets: ["MigrationLifecycle"]),
        .plugin(name: "EmbedMigrations", targets: ["EmbedMigrations"]),
        .executable(name: "migrate", targets: ["migrate"]),
    ],
    traits: [
        .trait(
            name: "ServiceLifecycle",
            description: "MigrationLifecycle: migrations as a service of swift-service-lifecycle."
        ),
        .default(enabledTraits: ["ServiceLifecycle"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
        ),
        // Compiled against libcurl's headers, and loads the library itself: linking it costs every command 5 ms.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "LibSQLClient", dependencies: ["CCurl"]),
        .target(
            name: "MigrationCore",
            dependencies: ["CSQLite", "LibSQLClient", .product(name: "Logging", package: "swift-log")],
            plugins: ["EmbedScriptSources"]
        ),
        // A Swift revision is compiled beside the sources of Script, which the command therefore carries inside itself.
        .executableTarget(name: "embed-script-sources"),
        .plugin(name: "EmbedScriptSources", capability: .buildTool(), dependencies: ["embed-script-sources"]),
        // Imports nothing: its sources are also compiled on their own, beside a project's schema.swift.
        .target(name: "MigrationSchema"),
        .target(
            name: "MigrateCLI",
            dependencies: [
                "MigrationCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]
        ),
        .executableTarget(name: "migrate", dependencies: ["MigrateCLI"]),
        .executableTarget(name: "migrate-embed"),
        .plugin(name: "EmbedMigrations", capability: .buildTool(), dependencies: ["migrate-embed"]),
        .target(name: "MigrationLifecycle", dependencies: ["MigrationCore", logging, serviceLifecycle]),
        .target(
            name: "LibSQLTestServer",
            dependencies: [
                "CSQLite",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ]
        ),
        .executableTarget(name: "libsql-test-server", dependencies: ["LibSQLTestServer"]),
        .testTarget(
            name: "MigrationCoreTests",
            dependencies: [
                "MigrationCore", "CSQLite", "LibSQLTestServer", "SameRevisions",
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(name: "MigrationSchemaTests", dependencies: ["MigrationSchema", "CSQLite"]),
        .testTarget(name: "LibSQLClientTests", dependencies: ["LibSQLClient", "CCurl"]),
        .testTarget(
            name: "MigrateCLITests",
            dependencies: ["MigrateCLI", "MigrationCore", "LibSQLTestServer", "migrate", "linked-migrate"]
        ),
        // A team's own executable: what the plugin puts into one target is linked into another.
        .target(
            name: "EmbeddedMigrations",
            dependencies: ["MigrationCore"],
            path: "Tests/EmbeddedMigrations",
            plugins: ["EmbedMigrations"]
        ),
        // Revisions that are written twice, in Swift and in SQL.
        .target(
            name: "SameRevisions",
            dependencies: ["MigrationCore"],
            path: "Tests/SameRevisions",
            exclude: ["sql"],
            plugins: ["EmbedMigrations"]
        ),
        .executableTarget(
            name: "linked-migrate",
            dependencies: ["EmbeddedMigrations", "MigrateCLI"],
            path: "Tests/LinkedMigrate"
        ),
        .testTarget(
            name: "MigrateEmbedTests",
            dependencies: ["EmbeddedMigrations", "MigrationCore", "migrate-embed"]
        ),
        .testTarget(name: "LibSQLTestServerTests", dependencies: ["LibSQLTestServer"]),
        .testTarget(
            name: "MigrationLifecycleTests",
            dependencies: ["MigrationLifecycle", "MigrationCore", logging, serviceLifecycle]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
