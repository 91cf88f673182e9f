/// Compiles a project's Swift files into a program of their own, or finds it compiled already.
struct ScriptBuild {
    let compiler: SwiftCompiler
    let cache: ScriptCache
    /// Whether the program carries Swift's runtime, for a machine without it.
    var isSelfContained = false
    /// Told when there is something to compile, and how many revisions.
    let onCompile: @Sendable (Int) -> Void

    /// What the files import as a module; made once for a version of the tool and of the compiler.
    private func moduleName(of library: EmbeddedModule) -> String {
        let sources = library.files.map { "\($0.name)\u{0}\($0.text)\u{0}" }.joined()
        return "module-" + key("\(ToolVersion.current)\n\(compiler.identity)\n\(sources)")
    }

    /// What the result depends on.
    private func fingerprint(_ program: some CompiledProgram) -> String {
        program.files.map { "\($0.path)\u{0}\($0.text)\u{0}" }.joined() + program.main
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
        _ program: some CompiledProgram,
        count: Int,
        _ interruption: Interruption
    ) throws(MigrationError) -> String {
        try cache.refuseIfForeign()
        let library = type(of: program).library
        let module = moduleName(of: library)
        let name = "runner-" + key(module + "\n" + fingerprint(program) + (isSelfContained ? "\nstatic" : ""))
        let path = cache.path("\(name)/runner")
        if cache.has("\(name)/runner") { return path }
        try cache.create()
        try cache.refuseIfForeign()
        try cache.locked(interruption) { () throws(MigrationError) in
            // Another process may have compiled it while this one waited.
            if cache.has("\(name)/runner") { return }
            onCompile(count)
            let hasModule = cache.has("\(module)/\(library.name).swiftmodule")
            cache.removeOld()
            if !hasModule { try makeModule(library, module, interruption) }
            try cache.make(name) { folder throws(MigrationError) in
                try link(program, with: cache.path(module), in: folder, interruption)
                // The name tells what the files held before the compiler read them.
                try program.refuseIfChanged()
            }
        }
        return path
    }

    private static let options = ["-swift-version", "6", "-Onone", "-wmo", "-parse-as-library", "-num-threads", "2"]

    private func makeModule(
        _ library: EmbeddedModule,
        _ name: String,
        _ interruption: Interruption
    ) throws(MigrationError) {
        try cache.make(name) { folder throws(MigrationError) in
            for file in library.files { try cache.save(file.text, as: "\(folder)/\(file.name)") }
            let arguments =
                ["-swift-version", "6", "-Onone", "-wmo", "-parse-as-library", "-suppress-warnings"]
                + ["-module-name", library.name, "-emit-module", "-emit-module-path"]
                + ["\(folder)/\(library.name).swiftmodule", "-c", "-o", "\(folder)/\(library.name).o"]
                + library.files.map { "\(folder)/\($0.name)" }
            if let printed = try compiler.run(arguments, interruption) {
                if let full = cache.fullDisk(printed) { throw full }
                throw MigrationError(
                    .cannotRun,
                    "\(compiler.path) does not compile \(library.name), which the project's Swift files import;"
                        + " nothing was run:\n"
                        + ScriptBuild.excerpt(printed),
                    remedy: "Install Swift 6.2 or later."
                )
            }
        }
    }

    private func link(
        _ program: some CompiledProgram,
        with module: String,
        in folder: String,
        _ interruption: Interruption
    ) throws(MigrationError) {
        let main = "\(folder)/MigrateRunnerMain.swift"
        try cache.save(program.main, as: main)
        let arguments =
            ScriptBuild.options + (isSelfContained ? ["-static-stdlib"] : [])
            + ["-module-name", "Revisions", "-diagnostic-style", "llvm", "-I", module]
            + ["-o", "\(folder)/runner", "\(module)/\(type(of: program).library.name).o", main]
            + program.files.map(\.path)
        guard let printed = try compiler.run(arguments, interruption) else { return }
        if let full = cache.fullDisk(printed) { throw full }
        throw program.refusal(ScriptBuild.excerpt(printed))
    }

    /// The beginning of what the compiler says: errors, each with its place.
    private static func excerpt(_ printed: String) -> String {
        let lines = printed.split(separator: "\n")
        let shown = lines.prefix(40).joined(separator: "\n")
        return lines.count > 40 ? shown + "\n… (\(lines.count - 40) more lines)" : shown
    }
}
