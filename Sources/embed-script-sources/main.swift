import FoundationEssentials

// Writes files as string literals: `embed-script-sources OUTPUT INPUT…`.

var text = """
    /// The sources of Script, as text.
    enum ScriptSources {
        struct File {
            let name: String
            let text: String
        }

        static let files: [File] = [

    """
for path in CommandLine.arguments.dropFirst(2) {
    let url = URL(filePath: path)
    let source = try String(contentsOf: url, encoding: .utf8)
    var mark = "#"
    while source.contains("\"\"\"\(mark)") || source.contains("\\\(mark)") { mark += "#" }
    text += "File(name: \"\(url.lastPathComponent)\", text: \(mark)\"\"\"\n\(source)\n\"\"\"\(mark)),\n"
}
text += "    ]\n}\n"
try text.write(to: URL(filePath: CommandLine.arguments[1]), atomically: true, encoding: .utf8)
