/// Reads the sections of an SQL revision: markers, options, statements.
struct RevisionSectionsParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let file: String
    private var scanner: StatementScanner
    private var sections = RevisionSections()
    private var current: RevisionSections.Name?
    /// A second section of a name is an error; its statements are then read for their own errors only.
    private var isDuplicate = false
    private var hasStatementOutside = false
    /// The line of a BEGIN that is still to be ended, in a section that runs without our transaction.
    private var openTransaction: Int?
    private(set) var faults: [RevisionFileFaultAtLine] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int, file: String) {
        self.bytes = bytes
        self.file = file
        scanner = StatementScanner(bytes, from: offset)
    }

    mutating func parse() -> RevisionSections {
        do throws(SQLSyntaxError) {
            while let event = try scanner.next() {
                switch event {
                case .statement(let extent): add(extent)
                case .directive(let directive): try read(directive)
                }
            }
        } catch {
            var lines = LineCounter(bytes)
            fault(.syntax(error.message), lines.line(at: error.offset))
            return sections
        }
        endTransaction()
        if sections.up == nil, !hasStatementOutside, faults.isEmpty { fault(.missingUp, nil) }
        return sections
    }

    private mutating func read(_ directive: StatementScanner.Directive) throws(SQLSyntaxError) {
        let word = bytes.word(in: directive.range)
        let name = bytes.text(word)
        guard let section = RevisionSections.Name(rawValue: name) else {
            if !scanner.isInsideStatement, !RevisionSections.hints.contains(name) {
                fault(.unknownSection(name), directive.line)
            }
            return
        }
        guard directive.startsLine else {
            fault(.sectionBehindText(name), directive.line)
            return
        }
        if let extent = try scanner.endStatement() { add(extent) }
        open(section, word.upperBound..<directive.range.upperBound, directive)
    }

    private mutating func open(
        _ name: RevisionSections.Name,
        _ options: Range<Int>,
        _ directive: StatementScanner.Directive
    ) {
        endTransaction()
        current = name
        let transaction = transaction(options, directive.line)
        if let first = sections[name] {
            fault(.duplicateSection(name.rawValue, firstLine: first.line), directive.line)
            isDuplicate = true
            return
        }
        isDuplicate = false
        sections.start = sections.start ?? directive.start
        sections[name] = .init(section: Revision.Section(transaction: transaction), line: directive.line)
    }

    /// The transaction that a marker's options ask for: `transaction=off`, `foreign_keys=off`.
    private mutating func transaction(_ options: Range<Int>, _ line: Int) -> Batch.Transaction {
        var values: [String: Bool] = [:]
        var rest = bytes.trimmingBlanks(options)
        while !rest.isEmpty {
            let word = bytes.word(in: rest)
            rest = bytes.trimmingBlanks(word.upperBound..<rest.upperBound)
            let parts = bytes.text(word).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.first.map(String.init) ?? ""
            let value = parts.dropFirst().first.map(String.init) ?? ""
            if !RevisionSections.options.contains(name) {
                fault(.unknownOption(name), line)
            } else if value != "on", value != "off" {
                fault(.optionValue(name: name, value: value), line)
            } else if values.updateValue(value == "on", forKey: name) != nil {
                fault(.duplicateOption(name), line)
            }
        }
        let hasForeignKeys = values["foreign_keys"] ?? true
        guard values["transaction"] ?? true else {
            if !hasForeignKeys { fault(.foreignKeysWithoutTransaction, line) }
            return .none
        }
        return .atomic(foreignKeys: hasForeignKeys ? .enforced : .off)
    }

    private mutating func add(_ extent: StatementScanner.Extent) {
        guard let current, let transaction = sections[current]?.section.transaction else {
            if !hasStatementOutside { fault(.outsideSections, extent.line) }
            hasStatementOutside = true
            return
        }
        if transaction == .none { follow(extent) } else { check(extent, in: current) }
        guard !isDuplicate else { return }
        // The array is appended to in place: a copy for each statement would make large files quadratic.
        let statement = SQLStatement(bytes.text(extent.range), source: SourceLocation(file: file, line: extent.line))
        switch current {
        case .up: sections.up?.section.statements.append(statement)
        case .down: sections.down?.section.statements.append(statement)
        }
    }

    private mutating func check(_ extent: StatementScanner.Extent, in section: RevisionSections.Name) {
        switch StatementKind(bytes, extent.range) {
        case .transactionControl(let keyword):
            fault(.transactionControl(keyword, section: section.rawValue), extent.line)
        case .outsideTransactions(let keyword):
            fault(.outsideTransactions(keyword, section: section.rawValue), extent.line)
        case .foreignKeysPragma: fault(.foreignKeysPragma(section: section.rawValue), extent.line)
        case .other: break
        }
    }

    /// The tool's own rows are written behind the section, in a transaction that one left open would prevent.
    private mutating func follow(_ extent: StatementScanner.Extent) {
        guard case .transactionControl(let keyword) = StatementKind(bytes, extent.range) else { return }
        openTransaction = keyword == "BEGIN" ? extent.line : nil
    }

    private mutating func endTransaction() {
        if let line = openTransaction { fault(.openTransaction, line) }
        openTransaction = nil
    }

    private mutating func fault(_ fault: RevisionFileFault, _ line: Int?) {
        faults.append(RevisionFileFaultAtLine(fault: fault, line: line))
    }
}
