import Foundation
import PackagePlugin

/// Puts the revisions of a target's folder into the target, as `allMigrations`.
///
/// ```swift
/// .target(
///     name: "Migrations",
///     dependencies: [.product(name: "MigrationCore", package: "swift-migrate")],
///     path: "migrations",
///     plugins: [.plugin(name: "EmbedMigrations", package: "swift-migrate")]
/// )
/// ```
///
/// The folder has to be the target's own: SwiftPM looks for new files there, and nowhere else.
@main struct EmbedMigrations: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        let folders = try versionFolders(in: target.directoryURL)
        let files = try folders.flatMap(revisionFiles)
        let output = context.pluginWorkDirectoryURL.appending(path: "AllMigrations.swift")
        let arguments = ["--output", output.path, "--root", context.package.directoryURL.path] + files.map(\.path)
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) revision files into \(target.name)",
                executable: try context.tool(named: "migrate-embed").url,
                arguments: arguments,
                // The declared schema is no revision, but an input is no file that SwiftPM would warn about.
                inputFiles: files + declaredSchemas(besides: folders),
                outputFiles: [output]
            )
        ]
    }

    /// The folders called `versions`; without one, the target's own folder holds the files.
    private func versionFolders(in folder: URL) throws -> [URL] {
        let keys: [URLResourceKey] = [.isDirectoryKey]
        let entries = FileManager.default.enumerator(
            at: folder,
            includingPropertiesForKeys: keys,
            options: [.skipsHiddenFiles]
        )
        var folders: [URL] = []
        while let entry = entries?.nextObject() as? URL {
            let isFolder = try entry.resourceValues(forKeys: Set(keys)).isDirectory ?? false
            if isFolder, entry.lastPathComponent == "versions" { folders.append(entry) }
        }
        return folders.isEmpty ? [folder] : folders.sorted { $0.path < $1.path }
    }

    private func revisionFiles(in folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: nil,
            options: [.skipsHiddenFiles]
        )
        .filter { ["sql", "swift"].contains($0.pathExtension) }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    private func declaredSchemas(besides folders: [URL]) -> [URL] {
        folders.filter { $0.lastPathComponent == "versions" }
            .map { $0.deletingLastPathComponent().appending(path: "schema.sql") }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
    }
}
