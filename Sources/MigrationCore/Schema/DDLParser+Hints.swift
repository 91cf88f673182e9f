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

    private func attach(
        _ hints: SchemaHints,
        from comment: Range<Int>,
        to table: inout Table
    ) throws(SchemaError) {
        let lineStart = (cursor.bytes[..<comment.lowerBound].lastIndex(of: 0x0A) ?? -1) + 1
        let layout = table.layout
        let isOnTableLine = lineStart <= layout.name.lowerBound
        let isBehindAll = comment.lowerBound >= layout.body.upperBound && lineStart <= cursor.end
        let column = layout.columns.lastIndex {
            $0.lowerBound < comment.lowerBound && $0.upperBound > lineStart
        }
        if let column, !(isOnTableLine && isBehindAll) {
            table.columns[column].hints.merge(hints)
        } else if isOnTableLine || isBehindAll {
            guard hints.backfill == nil else {
                throw SchemaError(
                    message: "migrate:backfill belongs on a column's line",
                    offset: comment.lowerBound
                )
            }
            table.hints.merge(hints)
        } else {
            throw DDLParser.strayHint(at: comment.lowerBound)
        }
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
