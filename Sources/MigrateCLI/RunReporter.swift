import MigrationCore

/// Tells how a run goes: on a terminal a line for each revision with its time, elsewhere Alembic's lines.
struct RunReporter: Sendable {
    let console: Console
    let graph: RevisionGraph

    private var isRich: Bool { console.style.isColored && !console.isQuiet }

    func handle(_ event: MigrationEvent) {
        switch event {
        case .waiting(let holder):
            console.note("Waiting for \(holder ?? "another process"), which is migrating this database…")
        case .unreachable(let reason): console.note("Trying again: \(reason)")
        case .warning(let text): console.warn(text)
        case .started(let revision, let direction, let message):
            if isRich {
                console.ask("  … \(name(revision)) \(message.escapingControls)")
            } else {
                console.note(RunReporter.line(graph, revision, direction, message))
            }
        case .finished(let step):
            guard isRich else { return }
            clear()
            let style = console.style
            let mark =
                switch step.direction {
                case .upgrade: style.green("✓")
                case .downgrade: style.yellow("↓")
                case .stamp: style.cyan("=")
                }
            let time = style.dim(RunReporter.time(step.durationMS))
            console.note("  \(mark) \(name(step.revision)) \(step.message.escapingControls) \(time)")
        }
    }

    /// Takes back the line of a revision that has begun and did not end.
    func clear() {
        if isRich { console.clearLine() }
    }

    /// The end of a run, in a line.
    func summarize(_ report: MigrationReport) {
        guard !report.steps.isEmpty else {
            console.note("Nothing to do: at \(RunReporter.list(report.to)).")
            return
        }
        let way = "\(RunReporter.list(report.from)) -> \(RunReporter.list(report.to))"
        guard report.steps.contains(where: { $0.direction != .stamp }) else {
            console.note("Stamped: \(way)")
            return
        }
        let count = report.steps.count == 1 ? "1 revision" : "\(report.steps.count) revisions"
        let total = report.steps.reduce(0) { RunReporter.sum($0, $1.durationMS) }
        console.note("\(count) in \(RunReporter.time(total)): \(way)")
    }

    /// `12 ms`; less than one is no zero.
    static func time(_ milliseconds: Int64) -> String {
        milliseconds < 1 ? "under 1 ms" : "\(milliseconds) ms"
    }

    /// A sum to be shown, which stops at the largest number: its parts come from the database.
    static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, hasOverflown) = left.addingReportingOverflow(right)
        return hasOverflown ? (right > 0 ? .max : .min) : sum
    }

    private func name(_ revision: RevisionID?) -> String {
        console.style.bold(revision?.description ?? "base")
    }

    /// `Running upgrade a -> b, message`, as Alembic logs it.
    static func line(
        _ graph: RevisionGraph,
        _ id: RevisionID?,
        _ direction: MigrationDirection,
        _ message: String
    ) -> String {
        let parents = id.flatMap { graph[$0] }.map { $0.parents.map(\.rawValue).joined(separator: ", ") } ?? ""
        let name = id?.description ?? ""
        let end = message.isEmpty ? "" : ", \(message.escapingControls)"
        return switch direction {
        case .upgrade: "Running upgrade \(parents) -> \(name)\(end)"
        case .downgrade: "Running downgrade \(name) -> \(parents)\(end)"
        case .stamp: "Running stamp_revision -> \(id == nil ? "base" : name)"
        }
    }

    static func list(_ ids: [RevisionID]) -> String {
        ids.isEmpty ? "base" : ids.map(\.description).joined(separator: ", ")
    }
}

extension JSONValue {
    /// What a run did.
    init(report: MigrationReport) {
        self = [
            "from": JSONValue(report.from),
            "to": JSONValue(report.to),
            "steps": .array(
                report.steps.map { step in
                    [
                        "revision": JSONValue(step.revision?.rawValue),
                        "direction": .string(step.direction.rawValue),
                        "message": .string(step.message),
                        "duration_ms": .integer(step.durationMS),
                    ]
                }
            ),
        ]
    }

    /// What a run would do.
    init(plan: MigrationPlan) {
        self = [
            "from": JSONValue(plan.from),
            "to": JSONValue(plan.to),
            "steps": .array(
                plan.steps.map { step in
                    [
                        "revision": JSONValue(step.revision?.id.rawValue),
                        "direction": .string(step.direction.rawValue),
                        "message": .string(step.revision?.message ?? ""),
                        "duration_ms": nil,
                    ]
                }
            ),
        ]
    }
}
