// Writes the Swift file that holds the texts of revision files:
// `migrate-embed --output FILE --root FOLDER FILE…`, as the plugin EmbedMigrations runs it.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

do throws(EmbeddingError) {
    let arguments = try EmbeddingArguments(CommandLine.arguments.dropFirst())
    var files: [EmbeddedFile] = []
    for path in arguments.files {
        if let file = try EmbeddedFile(path: path, root: arguments.root) { files.append(file) }
    }
    try TextFile.write(GeneratedSource(files: files).text, to: arguments.output)
} catch {
    // The form that build tools show beside the line.
    try? TextFile.write("\(error.path):\(error.line): error: \(error.message)\n", to: "/dev/stderr")
    exit(1)
}
