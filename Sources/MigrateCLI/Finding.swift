import ArgumentParser
import MigrationCore

/// What a command found: it did its work, and its exit code is 1.
struct Finding: Error {
    /// What is printed as the error and its hint.
    let error: MigrationError
    /// What the object of `--json` holds beside the error.
    let members: [(String, JSONValue)]
}

extension JSONValue {
    /// What `check`, `diff` and `revision` say of a difference.
    init(changes: [String]) {
        self = .array(changes.map(JSONValue.string))
    }

    init(_ warning: SchemaWarning) {
        self = [
            "code": .string(warning.code.rawValue), "object": .string(warning.object),
            "message": .string(warning.message),
        ]
    }
}
