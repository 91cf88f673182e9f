/// Something a revision does that a reader should know, with the stable code under which `lint` knows it.
package struct SchemaWarning: Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing it is, in the catalogue's numbers.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case tableDropped = "DS102"
        case columnDropped = "DS103"
        case viewOrTriggerDropped = "DS104"
        case lossyTypeChange = "DS106"
        case checkNarrowed = "DS107"
        case uniqueAdded = "MF101"
        case indexMadeUnique = "MF102"
        case notNullColumnAdded = "MF103"
        case notNullSet = "MF104"
        case checkAdded = "MF105"
        case foreignKeyAdded = "MF106"
        case strictSet = "MF107"
        case tableRenamed = "BC101"
        case columnRenamed = "BC102"
        case foreignKeyDropped = "CD101"
        case constraintDropped = "CD102"

        /// Whether stored values are lost or changed by the declaration's own wish.
        package var losesData: Bool {
            switch self {
            case .tableDropped, .columnDropped, .lossyTypeChange: true
            case .viewOrTriggerDropped, .checkNarrowed, .uniqueAdded, .indexMadeUnique, .notNullColumnAdded,
                .notNullSet,
                .checkAdded, .foreignKeyAdded, .strictSet, .tableRenamed, .columnRenamed, .foreignKeyDropped,
                .constraintDropped:
                false
            }
        }
    }

    package var code: Code
    package var message: String
    /// The table, view or trigger that it is about.
    package var object: String

    package init(_ code: Code, _ object: String, _ message: String) {
        self.code = code
        self.object = object
        self.message = message.escapingControls
    }

    package var losesData: Bool { code.losesData }

    package var description: String { "\(code.rawValue) \(message)" }
}

/// A difference that can't be turned into a revision as it was asked for.
package struct SchemaDiffError: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    package var remedy: String?

    package init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }

    package var description: String { remedy.map { "\(message)\n\($0)" } ?? message }
}
