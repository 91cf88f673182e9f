/// A trigger.
///
/// Equality is of meaning: of the statement's tokens, without blanks, comments, the quoting and case of names.
package struct Trigger: Sendable {
    /// When a trigger fires.
    package enum Timing: Hashable, Sendable {
        case before, after, insteadOf
    }

    /// What a trigger waits for.
    package enum Event: Hashable, Sendable {
        case delete, insert
        /// UPDATE, of these columns only where there are any.
        case update(of: [Identifier])
    }

    package var name: String
    /// The table or view that it belongs to.
    package var table: String
    package var timing: Timing
    package var event: Event
    /// The statement's tokens in the form in which they are compared.
    package var normalized: String
    /// The `CREATE TRIGGER` statement with its comments.
    package var sql: String
    /// All words and names that occur in the statement, folded: what the trigger may depend on.
    package var mentions: Set<String>
    package var layout: ObjectLayout

    package init(
        name: String,
        table: String,
        timing: Timing = .before,
        event: Event,
        normalized: String,
        sql: String,
        mentions: Set<String> = [],
        layout: ObjectLayout = ObjectLayout()
    ) {
        self.name = name
        self.table = table
        self.timing = timing
        self.event = event
        self.normalized = normalized
        self.sql = sql
        self.mentions = mentions
        self.layout = layout
    }
}

extension Trigger: Hashable {
    package static func == (left: Trigger, right: Trigger) -> Bool {
        Identifier(left.name) == Identifier(right.name) && Identifier(left.table) == Identifier(right.table)
            && sameBytes(left.normalized, right.normalized)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(name))
        hasher.combine(normalized)
    }
}
