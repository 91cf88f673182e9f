extension TypeAffinity {
    /// The SQL of what a column of the affinity makes of a value when it is stored ("Type Affinity").
    ///
    /// CAST alone takes the number at the start of any text, and cuts fractions. A comparison with it converts the other side
    /// as a column would, so that it is true only where the whole text is that number; the first match is an integer that no
    /// REAL can hold. (Of the REAL -2^63, which a column keeps as it is, it makes the same number as an integer.)
    ///
    /// - Parameter value: SQL of the value, which is evaluated several times.
    /// - Returns: SQL of the stored value, which has no affinity of its own unless nothing is converted.
    package func storing(_ value: String) -> String {
        func cast(_ value: String, _ type: String) -> String { "CAST(\(value) AS \(type))" }
        func whole(_ number: String) -> String { "WHEN \(number) = \(value) THEN \(number)" }
        switch self {
        case .blob: return value
        case .text:
            return "CASE WHEN typeof(\(value)) IN ('integer', 'real') THEN \(cast(value, "TEXT")) ELSE \(value) END"
        case .real:
            let number = cast(value, "NUMERIC")
            return "CASE WHEN \(number) = \(value) THEN \(cast(number, "REAL")) ELSE \(value) END"
        case .integer, .numeric:
            return "CASE \(whole(cast(value, "INTEGER"))) \(whole(cast(cast(value, "REAL"), "INTEGER")))"
                + " \(whole(cast(value, "NUMERIC"))) ELSE \(value) END"
        }
    }

    /// Whether a column of the affinity keeps all values that one of another affinity holds.
    package func keepsValues(of other: TypeAffinity) -> Bool {
        switch (other, self) {
        case (_, .blob), (.integer, .integer), (.text, .text), (.real, .real), (.numeric, .numeric): true
        // They differ in CAST alone.
        case (.integer, .numeric), (.numeric, .integer): true
        case (.text, _), (_, .text), (.real, _), (_, .real), (.blob, _): false
        }
    }

    /// Whether a column of the affinity holds different values for all that one of another affinity tells apart: a REAL
    /// without fraction becomes an integer, and compares the same.
    package func keepsValuesApart(of other: TypeAffinity) -> Bool {
        keepsValues(of: other) || (other == .real && (self == .integer || self == .numeric))
    }

    /// The storage classes of values to which a comparison with a column of the affinity does what it does to the column's own.
    package var ownClasses: [String] {
        switch self {
        case .integer, .numeric: ["integer", "real", "null"]
        case .real: ["real", "null"]
        case .text: ["text", "null"]
        case .blob: ["text", "blob", "null"]
        }
    }
}
