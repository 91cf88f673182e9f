#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Colour where a terminal shows it, the plain text everywhere else.
struct Style: Hashable, Sendable {
    let isColored: Bool

    func bold(_ text: String) -> String { paint(text, "1") }
    func dim(_ text: String) -> String { paint(text, "2") }
    func red(_ text: String) -> String { paint(text, "1;31") }
    func green(_ text: String) -> String { paint(text, "32") }
    func yellow(_ text: String) -> String { paint(text, "33") }
    func cyan(_ text: String) -> String { paint(text, "36") }

    /// Everything that is ever painted with.
    static let codes = ["0", "1", "2", "1;31", "32", "33", "36"].map { "\u{1B}[\($0)m" }

    private func paint(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// Whether text for a descriptor is coloured: on a terminal, unless `--no-color`, `NO_COLOR`
    /// (https://no-color.org: set and not empty) or a dumb terminal say otherwise.
    static func isColored(isTerminal: Bool, noColor: Bool, environment: [String: String]) -> Bool {
        isTerminal && !noColor && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    static func forDescriptor(_ descriptor: Int32, noColor: Bool, environment: [String: String]) -> Style {
        Style(
            isColored: isColored(
                isTerminal: isatty(descriptor) == 1,
                noColor: noColor,
                environment: environment
            )
        )
    }
}
