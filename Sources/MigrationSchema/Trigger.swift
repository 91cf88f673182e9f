/// When a trigger fires.
public enum TriggerTime: String, Hashable, Sendable, CaseIterable {
    /// Before the row changes.
    case before = "BEFORE"
    /// After the row has changed.
    case after = "AFTER"
    /// Instead of the change, on a view.
    case insteadOf = "INSTEAD OF"
}

/// What a trigger waits for.
///
/// ```swift
/// Trigger("touch", .after, .update(of: "title", "body"), on: "posts", do: "UPDATE counts SET n = n + 1")
/// ```
public struct TriggerEvent: Hashable, Sendable {
    let word: String
    let columns: [String]

    /// A row is inserted.
    public static let insert = TriggerEvent(word: "INSERT", columns: [])
    /// A row is deleted.
    public static let delete = TriggerEvent(word: "DELETE", columns: [])
    /// A row is changed.
    public static let update = TriggerEvent(word: "UPDATE", columns: [])

    /// A row is changed by a statement that names one of these columns.
    ///
    /// - Parameter columns: the names of the columns.
    /// - Returns: the event.
    public static func update(of columns: String...) -> TriggerEvent {
        TriggerEvent(word: "UPDATE", columns: columns)
    }
}

/// A trigger.
///
/// ```swift
/// Trigger("posts_touched", .after, .update(of: "title"), on: "posts", when: "new.title <> old.title", do: """
///     UPDATE posts SET updated_at = datetime('now') WHERE id = new.id;
///     INSERT INTO log (post) VALUES (new.id);
///     """)
/// ```
public struct Trigger: SchemaItem {
    let name: String
    let time: TriggerTime?
    let event: TriggerEvent
    let table: String
    let isForEachRow: Bool
    let condition: String?
    let body: String
    let place: Place
    var comments: [String] = []

    /// Declares a trigger.
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - time: before, after or instead of the change.
    ///   - event: the change.
    ///   - table: the table, or the view.
    ///   - forEachRow: whether `FOR EACH ROW` is written, which SQLite does anyway.
    ///   - condition: for which rows it fires; `nil` is all of them.
    ///   - body: the statements, in SQL, a semicolon behind each.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ name: String,
        _ time: TriggerTime,
        _ event: TriggerEvent,
        on table: String,
        forEachRow: Bool = false,
        when condition: String? = nil,
        do body: String,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.init(name, time, event, table, forEachRow, condition, body, Place(file, line))
    }

    /// Declares a trigger that says nothing of the time, which is before the change.
    ///
    /// ```swift
    /// Trigger("no_more", .insert, on: "archive", do: "SELECT raise(ABORT, 'the archive is closed');")
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - event: the change.
    ///   - table: the table.
    ///   - forEachRow: whether `FOR EACH ROW` is written, which SQLite does anyway.
    ///   - condition: for which rows it fires; `nil` is all of them.
    ///   - body: the statements, in SQL, a semicolon behind each.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ name: String,
        _ event: TriggerEvent,
        on table: String,
        forEachRow: Bool = false,
        when condition: String? = nil,
        do body: String,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.init(name, nil, event, table, forEachRow, condition, body, Place(file, line))
    }

    private init(
        _ name: String,
        _ time: TriggerTime?,
        _ event: TriggerEvent,
        _ table: String,
        _ isForEachRow: Bool,
        _ condition: String?,
        _ body: String,
        _ place: Place
    ) {
        self.name = name
        self.time = time
        self.event = event
        self.table = table
        self.isForEachRow = isForEachRow
        self.condition = condition
        self.body = body
        self.place = place
    }

    /// Adds a comment, which the database keeps with the trigger's text.
    ///
    /// ```swift
    /// Trigger("count", .after, .insert, on: "posts", do: "UPDATE stats SET n = n + 1;").comment("for the dashboard")
    /// ```
    ///
    /// - Parameter text: the comment, without the signs of one.
    /// - Returns: the trigger.
    public func comment(_ text: String) -> Trigger {
        var trigger = self
        trigger.comments.append(text)
        return trigger
    }

    /// The trigger itself.
    public var schemaContent: SchemaContent { SchemaContent(elements: [.trigger(self)]) }
}
