extension DDLParser {
    /// Gives the hints of comments to the columns, or the table, on whose line they stand.
    mutating func attachHints(_ table: inout Table) {
        for comment in cursor.hintComments {
            do throws(SchemaError) {
                let hints = try HintReader.hints(in: comment, of: cursor.bytes)
                if !hints.isEmpty { try attach(hints, from: comment, to: &table) }
            } catch {
                note(error)
            }
        }
    }

    /// The same for a virtual table, whose comments may stand between the arguments, but not within one.
    mutating func attachHints(_ table: inout VirtualTable) {
        for comment in cursor.hintComments {
            do throws(SchemaError) {
                let hints = try HintReader.hints(in: comment, of: cursor.bytes)
                if !hints.isEmpty { try attach(hints, from: comment, to: &table) }
            } catch {
                note(error)
            }
        }
    }

    private func attach(
        _ hints: SchemaHints,
        from comment: Range<Int>,
        to table: inout Table
    ) throws(SchemaError) {
        guard let column = try column(of: comment, table.layout) else {
            guard hints.backfill == nil else {
                throw SchemaError(
                    message: "migrate:backfill belongs on a column's line",
                    offset: comment.lowerBound
                )
            }
            return table.hints.merge(hints)
        }
        table.columns[column].hints.merge(hints)
    }

    private func attach(
        _ hints: SchemaHints,
        from comment: Range<Int>,
        to table: inout VirtualTable
    ) throws(SchemaError) {
        let column = try column(of: comment, table.layout)
        guard hints.backfill == nil else {
            throw SchemaError(
                message: "migrate:backfill is for the columns of ordinary tables: "
                    + "those of a virtual table can be empty",
                offset: comment.lowerBound
            )
        }
        if let column { table.columns[column].hints.merge(hints) } else { table.hints.merge(hints) }
    }

    /// The position of the column that a hint is about; `nil` where it is about the table.
    private func column(of comment: Range<Int>, _ layout: TableLayout) throws(SchemaError) -> Int? {
        let lineStart = (cursor.bytes[..<comment.lowerBound].lastIndex(of: 0x0A) ?? -1) + 1
        let isOnTableLine = lineStart <= layout.name.lowerBound
        let isBehindAll = comment.lowerBound >= layout.body.upperBound && lineStart <= cursor.end
        let column = layout.columns.lastIndex {
            $0.lowerBound < comment.lowerBound && $0.upperBound > lineStart
        }
        if let column, !(isOnTableLine && isBehindAll) { return column }
        guard isOnTableLine || isBehindAll else { throw DDLParser.strayHint(at: comment.lowerBound) }
        return nil
    }
}

extension DDLParser {
    /// Notes an error for each hint, where none has anything to say.
    package mutating func refuseHints() {
        for comment in cursor.hintComments {
            do throws(SchemaError) {
                guard try !HintReader.hints(in: comment, of: cursor.bytes).isEmpty else { continue }
                note(DDLParser.strayHint(at: comment.lowerBound))
            } catch {
                note(error)
            }
        }
    }

    private static func strayHint(at offset: Int) -> SchemaError {
        SchemaError(
            message: "the hint stands on no column's line; it belongs behind the column or the table that it is about",
            offset: offset
        )
    }
}

extension SchemaHints {
    fileprivate mutating func merge(_ other: SchemaHints) {
        was = other.was ?? was
        backfill = other.backfill ?? backfill
    }
}
