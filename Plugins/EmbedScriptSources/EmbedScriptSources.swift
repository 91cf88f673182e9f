import Foundation
import PackagePlugin

/// Puts the sources of `Script/` and of MigrationSchema into the library as text, for the command compiles them next to a
/// user's revisions and next to a declared schema in Swift.
@main struct EmbedScriptSources: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let tool = try context.tool(named: "embed-script-sources").url
        let schema = context.package.targets.first { $0.name == "MigrationSchema" }
        let sources = [
            (
                "ScriptSources",
                files(of: target).filter { $0.deletingLastPathComponent().lastPathComponent == "Script" }
            ),
            ("SchemaSources", schema.map(files) ?? []),
        ]
        return sources.map { name, files in
            let output = context.pluginWorkDirectoryURL.appending(path: "\(name).swift")
            return .buildCommand(
                displayName: "Embedding \(name)",
                executable: tool,
                arguments: [output.path(), name] + files.map { $0.path() },
                inputFiles: files,
                outputFiles: [output]
            )
        }
    }

    private func files(of target: any Target) -> [URL] {
        guard let target = target.sourceModule else { return [] }
        return target.sourceFiles.map(\.url).filter { $0.pathExtension == "swift" }.sorted { $0.path() < $1.path() }
    }
}
