/// The rules of the house that can be read off the sources: layers, imports, sizes.
///
/// Pure: sources in, violations out.
struct SourceAudit {
    struct File {
        /// From `Sources/` on: `MigrationCore/Graph/Revision.swift`.
        let path: String
        let text: String
    }

    /// The folders of MigrationCore in their order; a folder uses only those before it.
    static let layers = [
        "Script", "SQL", "Schema", "Graph", "Diff", "Plan", "DDL", "Files", "Drivers", "State", "Engine", "API",
    ]
    static let system: Set<String> = ["Glibc", "Musl", "Darwin", "Dispatch", "Synchronization"]
    static let fileLimit = 500
    static let functionLimit = 60

    private let sources: [Source]

    init(_ files: [File]) {
        sources = files.map(Source.init)
    }

    var violations: [String] {
        sources.flatMap { sizes($0) + imports($0) } + layering
    }

    private func sizes(_ source: Source) -> [String] {
        var violations: [String] = []
        if source.lineCount > Self.fileLimit {
            violations.append("\(source.path): \(source.lineCount) lines, over \(Self.fileLimit)")
        }
        for function in source.functions where function.lines > Self.functionLimit {
            violations.append(
                "\(source.path):\(function.line): \(function.name) has \(function.lines) lines, over \(Self.functionLimit)"
            )
        }
        return violations
    }

    private func imports(_ source: Source) -> [String] {
        source.imports.filter { !allowedImports(source).contains($0.text) }.map {
            "\(source.path):\($0.line): may not import \($0.text)"
        }
    }

    /// What a file may import, by its target and folder.
    private func allowedImports(_ source: Source) -> Set<String> {
        switch source.target {
        case "migrate": ["MigrateCLI"]
        case "MigrateCLI": Self.system.union(["ArgumentParser", "TOMLKit", "Logging", "MigrationCore"])
        case "CCurl", "CSQLite": []
        case "LibSQLClient": Self.system.union(["CCurl", "FoundationEssentials"])
        case "LibSQLTestServer": Self.system.union(["CSQLite", "FlyingFox", "FlyingSocks", "Foundation"])
        case "libsql-test-server": Self.system.union(["LibSQLTestServer", "Foundation"])
        case "migrate-embed": Self.system
        case "MigrationSchema": []
        case "MigrationLifecycle": ["ServiceLifecycle", "Logging", "MigrationCore"]
        case "MigrationCore": allowedImports(folder: source.folder, subfolder: source.subfolder)
        default: Self.system.union(["MigrationCore", "CSQLite", "LibSQLClient", "FoundationEssentials"])
        }
    }

    private func allowedImports(folder: String, subfolder: String) -> Set<String> {
        switch folder {
        case "Script", "SQL", "Schema", "Graph", "Diff", "Plan", "DDL": []
        case "Files": Self.system
        case "Drivers" where subfolder == "SQLite": Self.system.union(["CSQLite", "Logging"])
        case "Drivers" where subfolder == "LibSQL": Self.system.union(["LibSQLClient", "Logging"])
        case "Drivers": Self.system
        default: Self.system.union(["Logging", "FoundationEssentials"])
        }
    }

    /// Names of types that are declared in a later folder and in no earlier one.
    private var layering: [String] {
        let core = sources.filter { $0.target == "MigrationCore" }
        var firstLayer: [String: Int] = [:]
        var home: [String: String] = [:]
        for source in core {
            let layer = Self.layers.firstIndex(of: source.folder) ?? Self.layers.count
            for type in source.types where firstLayer[type].map({ layer < $0 }) ?? true {
                firstLayer[type] = layer
                home[type] = source.folder
            }
        }
        return core.flatMap { source -> [String] in
            guard let layer = Self.layers.firstIndex(of: source.folder) else {
                return ["\(source.path): the folder '\(source.folder)' has no place in the order of layers"]
            }
            return source.names.filter { (firstLayer[$0.text] ?? 0) > layer }.map {
                "\(source.path):\($0.line): \(source.folder) names \($0.text) of \(home[$0.text] ?? "")"
            }
        }
    }
}

/// What the audit reads off one file.
private struct Source {
    struct Function {
        let name: String
        let line: Int
        let lines: Int
    }

    let path: String
    let lineCount: Int
    private let tokens: [SwiftToken]
    private let parts: [Substring]

    init(_ file: SourceAudit.File) {
        path = file.path
        parts = file.path.split(separator: "/")
        lineCount = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
        tokens = SwiftLexer.tokens(of: file.text)
    }

    var target: String { String(parts.first ?? "") }
    var folder: String { parts.count > 2 ? String(parts[1]) : "" }
    var subfolder: String { parts.count > 3 ? String(parts[2]) : "" }

    /// The modules of import declarations; `import struct A.B` imports A.
    var imports: [SwiftToken] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
        return tokens.indices.filter { tokens[$0].text == "import" }.compactMap { index in
            tokens[(index + 1)...].first { !kinds.contains($0.text) }
        }
    }

    /// The types that are declared here, nested ones included.
    var types: Set<String> {
        let keywords: Set = ["struct", "class", "enum", "protocol", "actor", "typealias", "associatedtype"]
        let declared = zip(tokens, tokens.dropFirst()).filter { keywords.contains($0.text) && $1.text.isTypeName }
        return Set(declared.map(\.1.text))
    }

    /// The names that may be types: capitalised, no member of something else, and not declared here.
    var names: [SwiftToken] {
        let own = types
        return tokens.indices.filter { index in
            let isMember = index > 0 && tokens[index - 1].text == "."
            return tokens[index].text.isTypeName && !isMember && !own.contains(tokens[index].text)
        }.map { tokens[$0] }
    }

    var functions: [Function] {
        tokens.indices.compactMap { index in
            let keyword = tokens[index].text
            guard ["func", "init", "deinit", "subscript"].contains(keyword) else { return nil }
            if index > 0, tokens[index - 1].text == "." { return nil }
            guard let end = endOfBody(from: index) else { return nil }
            let name = keyword == "func" ? tokens[index + 1].text : keyword
            return Function(name: name, line: tokens[index].line, lines: tokens[end].line - tokens[index].line + 1)
        }
    }

    /// The closing brace of the declaration at an index; `nil` for one without a body, as in a protocol.
    private func endOfBody(from index: Int) -> Int? {
        let others: Set = [
            "func", "var", "let", "init", "static", "case", "struct", "enum", "extension", "}", "mutating",
        ]
        var parentheses = 0
        var braces = 0
        for position in (index + 1)..<tokens.count {
            switch tokens[position].text {
            case "(", "[": parentheses += 1
            case ")", "]": parentheses -= 1
            case "{" where parentheses == 0 || braces > 0: braces += 1
            case "}" where braces > 0:
                braces -= 1
                if braces == 0 { return position }
            case let text where braces == 0 && parentheses == 0 && position > index + 1 && others.contains(text):
                return nil
            default: continue
            }
        }
        return nil
    }
}

extension String {
    fileprivate var isTypeName: Bool {
        guard let first = utf8.first, utf8.count > 1 else { return false }
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
    }
}
