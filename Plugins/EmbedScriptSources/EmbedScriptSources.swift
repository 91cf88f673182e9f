import PackagePlugin

/// Puts the sources of `Script/` into the library as text, for the command compiles them next to a user's revisions.
@main struct EmbedScriptSources: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target.sourceModule else { return [] }
        let files = target.sourceFiles.map(\.url)
            .filter { $0.pathExtension == "swift" && $0.deletingLastPathComponent().lastPathComponent == "Script" }
            .sorted { $0.path() < $1.path() }
        let output = context.pluginWorkDirectoryURL.appending(path: "ScriptSources.swift")
        return [
            .buildCommand(
                displayName: "Embedding the sources of Script",
                executable: try context.tool(named: "embed-script-sources").url,
                arguments: [output.path()] + files.map { $0.path() },
                inputFiles: files,
                outputFiles: [output]
            )
        ]
    }
}
