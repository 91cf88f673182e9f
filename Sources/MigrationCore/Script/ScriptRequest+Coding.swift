extension SQLValue: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch self {
        case .null: writer.write(UInt8(0))
        case .integer(let value):
            writer.write(UInt8(1))
            writer.write(value)
        case .real(let value):
            writer.write(UInt8(2))
            writer.write(Int64(bitPattern: value.bitPattern))
        case .text(let value):
            writer.write(UInt8(3))
            writer.write(value)
        case .blob(let value):
            writer.write(UInt8(4))
            writer.write(value)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        switch try reader.byte() {
        case 0: self = .null
        case 1: self = .integer(try reader.number())
        case 2: self = .real(Double(bitPattern: UInt64(bitPattern: try reader.number())))
        case 3: self = .text(try reader.text())
        case 4: self = .blob(try reader.blob())
        default: throw ScriptFormatError()
        }
    }
}

/// Rows carry their columns' names once, for the whole list.
extension ScriptWriter {
    mutating func write(rows: [SQLRow]) {
        write(rows.first?.columns ?? [])
        write(rows.count)
        for row in rows { write(row.values) }
    }
}

extension ScriptReader {
    mutating func rows() throws(ScriptFormatError) -> [SQLRow] {
        let columns = try list(of: String.self)
        let count = try count()
        var rows: [SQLRow] = []
        rows.reserveCapacity(count)
        for _ in 0..<count { rows.append(SQLRow(columns: columns, values: try list())) }
        return rows
    }
}

extension ScriptRequest: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch self {
        case .execute(let sql, let values, let isCounting):
            writer.write(UInt8(0))
            writer.write(sql)
            writer.write(values)
            writer.write(isCounting)
        case .query(let sql, let values):
            writer.write(UInt8(1))
            writer.write(sql)
            writer.write(values)
        case .insert(let table, let columns, let rows):
            writer.write(UInt8(2))
            writer.write(table)
            writer.write(columns)
            writer.write(rows: rows)
        case .page(let page):
            writer.write(UInt8(3))
            writer.write(page)
        case .change(let change):
            writer.write(UInt8(4))
            writer.write(change)
        case .abandon(let reason):
            writer.write(UInt8(5))
            writer.write(reason)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        switch try reader.byte() {
        case 0: self = .execute(sql: try reader.text(), values: try reader.list(), isCounting: try Bool(from: &reader))
        case 1: self = .query(sql: try reader.text(), values: try reader.list())
        case 2: self = .insert(table: try reader.text(), columns: try reader.list(), rows: try reader.rows())
        case 3: self = .page(try ScriptPage(from: &reader))
        case 4: self = .change(try SchemaChange(from: &reader))
        case 5: self = .abandon(reason: try reader.text())
        default: throw ScriptFormatError()
        }
    }
}

extension ScriptPage: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(table)
        writer.write(columns)
        writer.write(condition)
        writer.write(values)
        writer.write(key)
        writer.write(after)
        writer.write(through)
        writer.write(limit)
        writer.write(isFromEnd)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        table = try reader.text()
        columns = try reader.list()
        condition = try reader.optional()
        values = try reader.list()
        key = try reader.text()
        after = try reader.optional()
        through = try reader.optional()
        limit = try reader.int()
        isFromEnd = try reader.flag()
    }
}

extension ScriptPlace: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(file)
        writer.write(line)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        self.init(try reader.text(), try reader.int())
    }
}

extension ScriptCall: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(request)
        writer.write(place)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        self.init(request: try ScriptRequest(from: &reader), place: try ScriptPlace(from: &reader))
    }
}

extension ScriptResponse: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch self {
        case .rows(let rows):
            writer.write(UInt8(0))
            writer.write(rows: rows)
        case .changed(let count):
            writer.write(UInt8(1))
            writer.write(count)
        case .failure(let message, let sql):
            writer.write(UInt8(2))
            writer.write(message)
            writer.write(sql)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        switch try reader.byte() {
        case 0: self = .rows(try reader.rows())
        case 1: self = .changed(try reader.number())
        case 2: self = .failure(message: try reader.text(), sql: try reader.text())
        default: throw ScriptFormatError()
        }
    }
}

extension ScriptOutcome: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch self {
        case .done: writer.write(UInt8(0))
        case .failed(let message, let sql, let place):
            writer.write(UInt8(1))
            writer.write(message)
            writer.write(sql)
            writer.write(place)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        switch try reader.byte() {
        case 0: self = .done
        case 1: self = .failed(message: try reader.text(), sql: try reader.text(), place: try reader.optional())
        default: throw ScriptFormatError()
        }
    }
}

extension ScriptCodable {
    /// The value as bytes.
    var scriptBytes: [UInt8] {
        var writer = ScriptWriter()
        writer.write(self)
        return writer.bytes
    }

    /// Reads a value that fills all bytes.
    init(scriptBytes bytes: [UInt8]) throws(ScriptFormatError) {
        var reader = ScriptReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw ScriptFormatError() }
    }
}
