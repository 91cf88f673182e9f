/// A module that the tool carries inside itself as text.
struct EmbeddedModule {
    let name: String
    let files: [EmbeddedFile]
}

/// One of its files.
struct EmbeddedFile {
    let name: String
    let text: String
}

/// What is compiled out of a project's Swift files, beside a module that the tool carries inside itself.
protocol CompiledProgram {
    /// What the files import.
    static var library: EmbeddedModule { get }
    /// The project's files, as they were read.
    var files: [ScriptProgram.File] { get }
    /// The file that holds the program together.
    var main: String { get }

    /// What kind of error a fault in one of the files is.
    static var fault: MigrationError.Code { get }

    /// The error for files that do not compile.
    ///
    /// - Parameter printed: what the compiler said.
    /// - Returns: the error.
    func refusal(_ printed: String) -> MigrationError
}

extension CompiledProgram {
    /// Makes sure that the compiler has read what was read here: it is given paths, so that what it says has its place.
    ///
    /// - Throws: `MigrationError` for a file that is another by now.
    func refuseIfChanged() throws(MigrationError) {
        for file in files where (try? ScriptProgram.File(reading: file.path))?.hasSameBytes(as: file) != true {
            throw Self.changed(file.path)
        }
    }

    /// The error for a file that is not what it was when the command read it.
    static func changed(_ path: String) -> MigrationError {
        MigrationError(
            fault,
            "\(path) was changed while it was compiled; nothing was run",
            remedy: "Run the same command again."
        )
    }
}
