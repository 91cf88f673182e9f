/// Finds variables for one environment: in the process environment, then `.env.NAME`, then `.env`.
///
/// An empty value counts as none, as a shell's `${VAR:-…}` has it.
struct VariableLookup {
    /// A variable that the process environment sets otherwise than `.env.NAME`.
    struct Override: Hashable {
        let variable: String
        let location: SourceLocation
        let processValue: String
        let fileValue: String
    }

    /// The variables that name production's database: exported, they never serve `local`.
    private static let productionVariables: Set<String> = ["TURSO_DATABASE_URL", "TURSO_AUTH_TOKEN"]

    private let process: [String: String]
    private let environmentFile: DotenvFile?
    private let sharedFile: DotenvFile?
    private let isLocal: Bool
    /// Collected by every lookup, in order, each once.
    private(set) var overrides: [Override] = []

    init(process: [String: String], environmentFile: DotenvFile?, sharedFile: DotenvFile?, environment: String) {
        self.process = process
        self.environmentFile = environmentFile
        self.sharedFile = sharedFile
        isLocal = environment == "local"
    }

    /// Whether `.env.NAME` itself sets a variable.
    func environmentFileSets(_ name: String) -> Bool {
        environmentFile?.entry(name).map { !$0.value.pieces.isEmpty } ?? false
    }

    /// Whether the process environment sets a variable that it may not give to this environment.
    func isWithheld(_ name: String) -> Bool {
        isLocal && VariableLookup.productionVariables.contains(name) && !(process[name] ?? "").isEmpty
    }

    /// The value of a variable, or `nil` where nothing sets it.
    mutating func value(_ name: String) -> TracedValue? {
        value(name, expanding: [])
    }

    /// A text of the configuration file with its references expanded.
    mutating func expand(_ text: String, origin: ValueOrigin) -> TracedValue {
        expand(ValueTemplate(text), origin: origin, expanding: [])
    }

    /// How long a chain of variables that name each other may be; nobody writes a longer one on purpose.
    private static let longestChain = 100
    /// How many pieces all lookups of a run may expand to: a few lines that double each other grow without an end.
    private static let mostPieces = 100_000
    /// Stands for what was not expanded any further; no variable has this name.
    static let endless = "…"
    private var pieceCount = 0

    private enum Source: Hashable { case environmentFile, sharedFile }

    private struct Open: Hashable {
        let name: String
        let source: Source
    }

    // `expanding` holds the assignments whose values are being made: a variable that names itself means the value that
    // a later source gives it.
    private mutating func value(_ name: String, expanding: Set<Open>) -> TracedValue? {
        let fromFile = fileValue(name, environmentFile, .environmentFile, expanding)
        if let text = process[name], !text.isEmpty, !isWithheld(name) {
            if let fromFile, let entry = environmentFile?.entry(name), fromFile.text != text {
                note(
                    Override(
                        variable: name,
                        location: SourceLocation(file: environmentFile?.path ?? "", line: entry.line),
                        processValue: text,
                        fileValue: fromFile.text
                    )
                )
            }
            return TracedValue([.init(text, .process(variable: name))])
        }
        return fromFile ?? fileValue(name, sharedFile, .sharedFile, expanding)
    }

    private mutating func note(_ override: Override) {
        if !overrides.contains(override) { overrides.append(override) }
    }

    private mutating func fileValue(
        _ name: String,
        _ file: DotenvFile?,
        _ source: Source,
        _ expanding: Set<Open>
    ) -> TracedValue? {
        let open = Open(name: name, source: source)
        guard let file, let entry = file.entry(name), !expanding.contains(open),
            expanding.count < VariableLookup.longestChain
        else { return nil }
        let origin = ValueOrigin.dotenv(SourceLocation(file: file.path, line: entry.line), variable: name)
        let value = expand(entry.value, origin: origin, expanding: expanding.union([open]))
        return value.text.isEmpty ? nil : value
    }

    private mutating func expand(
        _ template: ValueTemplate,
        origin: ValueOrigin,
        expanding: Set<Open>
    ) -> TracedValue {
        var pieces: [TracedValue.Piece] = []
        for piece in template.pieces {
            pieceCount += 1
            guard pieceCount < VariableLookup.mostPieces else {
                // Never a part of a value: what was cut off must not name a database.
                return TracedValue([.init("${…}", origin, unsetVariable: VariableLookup.endless)])
            }
            switch piece {
            case .text(let text): pieces.append(.init(text, origin))
            case .variable(let name, let fallback, let written):
                if let value = value(name, expanding: expanding) {
                    pieceCount += value.pieces.count
                    pieces += value.pieces
                } else if let fallback {
                    pieces += expand(fallback, origin: origin, expanding: expanding).pieces
                } else {
                    pieces.append(.init(written, origin, unsetVariable: name))
                }
            }
        }
        return TracedValue(pieces)
    }
}
