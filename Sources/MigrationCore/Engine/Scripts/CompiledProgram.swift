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

    /// The error for files that do not compile.
    ///
    /// - Parameter printed: what the compiler said.
    /// - Returns: the error.
    func refusal(_ printed: String) -> MigrationError
}
