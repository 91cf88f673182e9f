/// What SQLite makes of a column's declared type ("Determination Of Column Affinity").
package enum TypeAffinity: String, Hashable, Sendable {
    case integer = "INTEGER"
    case text = "TEXT"
    case blob = "BLOB"
    case real = "REAL"
    case numeric = "NUMERIC"

    /// The affinity of a declared type; the first rule that matches wins, so `CHARINT` is INTEGER.
    package init(declaredType: String?) {
        let type = Identifier.fold(declaredType ?? "")
        if type.isEmpty {
            self = .blob
        } else if type.contains("int") {
            self = .integer
        } else if type.contains("char") || type.contains("clob") || type.contains("text") {
            self = .text
        } else if type.contains("blob") {
            self = .blob
        } else if type.contains("real") || type.contains("floa") || type.contains("doub") {
            self = .real
        } else {
            self = .numeric
        }
    }
}
