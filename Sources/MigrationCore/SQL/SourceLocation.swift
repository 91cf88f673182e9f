/// A place in a file: where a revision's statement, a header line or a setting stands.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// The file's path, as it was given or found.
    public var file: String
    /// The line, counted from 1; `nil` for the file as a whole.
    public var line: Int?

    /// Makes a location.
    ///
    /// - Parameters:
    ///   - file: the file's path.
    ///   - line: the line, counted from 1, or `nil` for the file as a whole.
    public init(file: String, line: Int? = nil) {
        self.file = file
        self.line = line
    }

    /// `file:line`, the form that editors and terminals turn into a link.
    public var description: String {
        if let line { "\(file):\(line)" } else { file }
    }
}
