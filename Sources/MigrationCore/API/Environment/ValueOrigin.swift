/// Who gave a setting its value.
package enum ValueOrigin: Hashable, Sendable {
    /// A flag of the command line.
    case flag(String)
    /// A variable of the process environment.
    case process(variable: String)
    /// A variable of a dotenv file.
    case dotenv(SourceLocation, variable: String)
    /// A key of the configuration file.
    case configuration(SourceLocation, key: String)
}

extension ValueOrigin: CustomStringConvertible {
    /// The place and the name, for messages: `.env.staging:3 (TURSO_STAGING_DATABASE_URL)`.
    package var description: String {
        switch self {
        case .flag(let flag): flag
        case .process(let variable): "\(variable) in the process environment"
        case .dotenv(let location, let variable): "\(location) (\(variable))"
        case .configuration(let location, let key): "\(location) (\(key))"
        }
    }

    /// The place alone, for the line that says which database a command uses.
    package var place: String {
        switch self {
        case .flag(let flag): flag
        case .process(let variable): "\(variable) in the process environment"
        case .dotenv(let location, _): location.file
        case .configuration(let location, _): location.file
        }
    }

    /// Whether a relative path in the value is meant from the project's folder, not from the working directory.
    package var isFile: Bool {
        switch self {
        case .flag, .process: false
        case .dotenv, .configuration: true
        }
    }
}

/// A setting's value, and for each part of it who gave it.
package struct TracedValue: Hashable, Sendable {
    /// A part of a value.
    package struct Piece: Hashable, Sendable {
        package var text: String
        package var origin: ValueOrigin
        /// The variable of a `${…}` that nothing sets; `text` is then the reference as written.
        package var unsetVariable: String?

        package init(_ text: String, _ origin: ValueOrigin, unsetVariable: String? = nil) {
            self.text = text
            self.origin = origin
            self.unsetVariable = unsetVariable
        }
    }

    package var pieces: [Piece]

    package init(_ pieces: [Piece]) {
        self.pieces = pieces.filter { !$0.text.isEmpty }
    }

    package var text: String { pieces.map(\.text).joined() }

    /// The origins in order, each once.
    package var origins: [ValueOrigin] {
        var seen: Set<ValueOrigin> = []
        return pieces.map(\.origin).filter { seen.insert($0).inserted }
    }

    /// The origin of the byte at an offset of `text`; of the last piece beyond its end.
    package func origin(at offset: Int) -> ValueOrigin? {
        var end = 0
        for piece in pieces {
            end += piece.text.utf8.count
            if offset < end { return piece.origin }
        }
        return pieces.last?.origin
    }
}
