import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The user's editor: `VISUAL`, else `EDITOR`, else what the system has.
enum Editor {
    /// Opens files and waits until the editor is closed.
    ///
    /// - Parameters:
    ///   - paths: the files.
    ///   - environment: the variables of this process.
    /// - Throws: `MigrationError` of code `configuration` where no editor is there, or it fails.
    static func open(_ paths: [String], environment: [String: String]) throws(MigrationError) {
        let named = [environment["VISUAL"], environment["EDITOR"]].compactMap(\.self).first { !$0.isEmpty }
        // The variable may hold arguments (`code --wait`), so a shell takes it apart, as git and Alembic have it.
        let command = named ?? "sensible-editor"
        let status = run(["/bin/sh", "-c", "exec \(command) \"$@\"", "editor"] + paths)
        guard status == 0 else {
            throw MigrationError(
                .configuration,
                "the editor `\(command)` ended with \(status)",
                remedy: named == nil
                    ? "Set EDITOR to the editor that you use." : "Set EDITOR, or open the file by hand."
            )
        }
    }

    private static func run(_ arguments: [String]) -> Int32 {
        let pointers = arguments.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        guard posix_spawn(&process, arguments[0], nil, nil, pointers + [nil], environ) == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { if errno != EINTR { return 127 } }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
