/// One CREATE statement of the declared schema.
struct DeclaredStatement: Hashable {
    /// What no two statements may share; tables, indexes and views share one space of names, triggers have another.
    struct Key: Hashable {
        let isTrigger: Bool
        let name: String

        init(kind: DDLParser.Kind, name: String) {
            isTrigger = kind == .trigger
            self.name = Identifier.fold(name)
        }
    }

    let text: String
    let heading: DDLParser.Heading
    let location: SourceLocation
    /// What sqlite_schema holds of it after it has run; nothing but a spared detour depends on it.
    let keptText: String
    /// The table as it is written, with the hints of its comments; `nil` for other objects, and for what the parser
    /// cannot read, which SQLite is asked about.
    var table: Table?
    /// The same of a virtual table.
    var virtualTable: VirtualTable?

    var key: Key { Key(kind: heading.kind, name: heading.name) }

    /// As messages call it.
    var noun: String { "\(heading.kind.noun) \(Identifier(heading.name).quoted)" }

    func remark(_ message: String, remedy: String? = nil) -> DeclaredSchema.Remark {
        DeclaredSchema.Remark(message, at: location, remedy: remedy)
    }
}
