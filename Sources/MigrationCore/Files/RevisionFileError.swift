/// What is wrong with revision files: one problem or several, each with its place.
package struct RevisionFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing that is wrong, in one line.
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        package let location: SourceLocation
        package let message: String
        /// What to write or type instead.
        package let remedy: String?

        package init(_ message: String, at location: SourceLocation, remedy: String? = nil) {
            self.location = location
            self.message = message
            self.remedy = remedy
        }

        /// `file:line: message`.
        package var description: String { "\(location): \(message)" }
    }

    /// The problems, at least one, in the order of files and lines.
    package let problems: [Problem]

    /// Makes an error of one problem and those that follow.
    package init(_ first: Problem, _ others: some Sequence<Problem> = []) {
        problems = [first] + others
    }

    package init(_ message: String, at location: SourceLocation, remedy: String? = nil) {
        self.init(Problem(message, at: location, remedy: remedy))
    }

    /// The error of some problems, or `nil` where there are none.
    init?(_ problems: [Problem]) {
        guard !problems.isEmpty else { return nil }
        self.problems = problems
    }

    /// One problem as `file:line: message`; several under a headline, a line for each with its remedy.
    package var message: String {
        guard problems.count > 1 else { return problems.map(\.description).joined() }
        let lines = problems.map { problem in
            "  \(problem.description)\(problem.remedy.map { "; \($0)" } ?? "")"
        }
        return (["\(problems.count) problems in the revision files:"] + lines).joined(separator: "\n")
    }

    /// The place of the first problem.
    package var location: SourceLocation {
        problems.first?.location ?? SourceLocation(file: "")
    }

    /// What to do about a single problem; several carry theirs in `message`.
    package var remedy: String? {
        problems.count == 1 ? problems.first?.remedy : nil
    }

    package var description: String {
        remedy.map { "\(message)\n\($0)" } ?? message
    }
}
