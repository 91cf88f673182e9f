import FoundationEssentials

// Writes files as string literals: `embed-script-sources OUTPUT TYPE INPUT…`.

var text = """
    /// The sources of a module, as text.
    enum \(CommandLine.arguments[2]) {
        static let files: [EmbeddedFile] = [

    """
for path in CommandLine.arguments.dropFirst(3) {
    let url = URL(filePath: path)
    let source = try String(contentsOf: url, encoding: .utf8)
    var mark = "#"
    while source.contains("\"\"\"\(mark)") || source.contains("\\\(mark)") { mark += "#" }
    text += "EmbeddedFile(name: \"\(url.lastPathComponent)\", text: \(mark)\"\"\"\n\(source)\n\"\"\"\(mark)),\n"
}
text += "    ]\n}\n"
try text.write(to: URL(filePath: CommandLine.arguments[1]), atomically: true, encoding: .utf8)
