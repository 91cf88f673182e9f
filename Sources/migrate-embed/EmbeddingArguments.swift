/// What the plugin asks for.
struct EmbeddingArguments {
    /// The Swift file to write.
    var output = ""
    /// The package's folder; the paths in the program are relative to it, so that it holds none of this machine.
    var root = ""
    /// The files of the revisions, in load order.
    var files: [String] = []

    init(_ arguments: some Sequence<String>) throws(EmbeddingError) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--output": output = rest.popFirst() ?? ""
            case "--root": root = rest.popFirst() ?? ""
            default: files.append(argument)
            }
        }
        guard !output.isEmpty, !root.isEmpty else {
            throw EmbeddingError("usage: migrate-embed --output FILE --root FOLDER FILE…", path: "migrate-embed")
        }
    }
}

/// Why nothing was written.
struct EmbeddingError: Error {
    let message: String
    let path: String
    var line = 1

    init(_ message: String, path: String, line: Int = 1) {
        self.message = message
        self.path = path
        self.line = line
    }
}
