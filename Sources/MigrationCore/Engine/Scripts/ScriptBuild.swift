/// Compiles a project's Swift revisions into a program of their own, or finds it compiled already.
struct ScriptBuild {
    let compiler: SwiftCompiler
    let cache: ScriptCache
    /// Whether the program carries Swift's runtime, for a machine without it.
    var isSelfContained = false
    /// Told when there is something to compile, and how many revisions.
    let onCompile: @Sendable (Int) -> Void

    /// The sources of Script as a module; made once for a version of the tool and of the compiler.
    private var moduleName: String {
        let sources = ScriptSources.files.map { "\($0.name)\u{0}\($0.text)\u{0}" }.joined()
        return "module-" + key("\(ToolVersion.current)\n\(compiler.identity)\n\(sources)")
    }

    private func key(_ text: String) -> String {
        String(SHA256.hex(of: Array(text.utf8)).prefix(32))
    }

    /// The program.
    ///
    /// - Parameters:
    ///   - program: what it consists of.
    ///   - count: how many revisions it holds.
    ///   - interruption: ends the compiler.
    /// - Returns: the path of the executable.
    /// - Throws: `MigrationError` with what the compiler says.
    func executable(
        _ program: ScriptProgram,
        count: Int,
        _ interruption: Interruption
    ) throws(MigrationError) -> String {
        try cache.refuseIfForeign()
        let module = moduleName
        let name = "runner-" + key(module + "\n" + program.fingerprint + (isSelfContained ? "\nstatic" : ""))
        let path = cache.path("\(name)/runner")
        if cache.has("\(name)/runner") { return path }
        try cache.create()
        try cache.refuseIfForeign()
        try cache.locked(interruption) { () throws(MigrationError) in
            // Another process may have compiled it while this one waited.
            if cache.has("\(name)/runner") { return }
            onCompile(count)
            cache.removeOld()
            if !cache.has("\(module)/MigrationCore.swiftmodule") { try makeModule(module, interruption) }
            try cache.make(name) { folder throws(MigrationError) in
                try link(program, with: cache.path(module), in: folder, interruption)
            }
        }
        return path
    }

    private static let options = ["-swift-version", "6", "-Onone", "-wmo", "-parse-as-library", "-num-threads", "2"]

    private func makeModule(_ name: String, _ interruption: Interruption) throws(MigrationError) {
        try cache.make(name) { folder throws(MigrationError) in
            for file in ScriptSources.files { try cache.save(file.text, as: "\(folder)/\(file.name)") }
            let arguments =
                ["-swift-version", "6", "-Onone", "-wmo", "-parse-as-library", "-suppress-warnings"]
                + ["-module-name", "MigrationCore", "-emit-module", "-emit-module-path"]
                + ["\(folder)/MigrationCore.swiftmodule", "-c", "-o", "\(folder)/MigrationCore.o"]
                + ScriptSources.files.map { "\(folder)/\($0.name)" }
            if let printed = try compiler.run(arguments, interruption) {
                throw MigrationError(
                    .cannotRun,
                    "\(compiler.path) does not compile what Swift revisions import; nothing was run:\n"
                        + ScriptBuild.excerpt(printed),
                    remedy: "Install Swift 6.2 or later."
                )
            }
        }
    }

    private func link(
        _ program: ScriptProgram,
        with module: String,
        in folder: String,
        _ interruption: Interruption
    ) throws(MigrationError) {
        let main = "\(folder)/MigrateRunnerMain.swift"
        try cache.save(program.main, as: main)
        let arguments =
            ScriptBuild.options + (isSelfContained ? ["-static-stdlib"] : []) + [
                "-module-name", "Revisions", "-diagnostic-style", "llvm", "-I", module,
            ]
            + ["-o", "\(folder)/runner", "\(module)/MigrationCore.o", main] + program.files.map(\.path)
        guard let printed = try compiler.run(arguments, interruption) else { return }
        throw MigrationError(
            .invalidRevisionFile,
            "the Swift revisions do not compile; nothing was run:\n" + ScriptBuild.excerpt(printed),
            remedy: "Correct them, then run the same command again."
        )
    }

    /// The beginning of what the compiler says: errors, each with its place.
    private static func excerpt(_ printed: String) -> String {
        let lines = printed.split(separator: "\n")
        let shown = lines.prefix(40).joined(separator: "\n")
        return lines.count > 40 ? shown + "\n… (\(lines.count - 40) more lines)" : shown
    }
}
