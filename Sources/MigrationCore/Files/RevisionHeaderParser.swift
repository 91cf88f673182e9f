/// Reads a header line by line; nothing behind it is looked at.
struct RevisionHeaderParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let language: RevisionLanguage
    private var header = RevisionHeader()
    private(set) var faults: [RevisionFileFaultAtLine] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, language: RevisionLanguage) {
        self.bytes = bytes
        self.language = language
    }

    /// The header, which ends at the first line that is neither a comment nor blank, or at a section's marker.
    mutating func parse() -> RevisionHeader {
        var offset = bytes.byteOrderMark
        var lines = LineCounter(bytes)
        while offset < bytes.count {
            let end = bytes.endOfLine(from: offset)
            let content = bytes.trimmingBlanks(offset..<end)
            if !content.isEmpty {
                if let comment = comment(content) {
                    guard read(comment, line: lines.line(at: offset)) else { break }
                } else if let close = closeOfBlockComment(content) {
                    offset = close
                    continue
                } else {
                    break
                }
            }
            offset = end + 1
        }
        header.end = min(offset, bytes.count)
        checkRequired()
        return header
    }

    /// The text of a line comment, without its marker.
    private func comment(_ content: Range<Int>) -> Range<Int>? {
        let marker = language == .sql ? UInt8(ascii: "-") : UInt8(ascii: "/")
        guard content.count >= 2, bytes[content.lowerBound] == marker, bytes[content.lowerBound + 1] == marker else {
            return nil
        }
        return bytes.trimmingBlanks((content.lowerBound + 2)..<content.upperBound)
    }

    /// The offset behind a block comment that starts here, if it is closed.
    private func closeOfBlockComment(_ content: Range<Int>) -> Int? {
        guard bytes.range(content, droppingPrefix: "/*") != nil else { return nil }
        var offset = content.lowerBound + 2
        while offset + 1 < bytes.count {
            if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") { return offset + 2 }
            offset += 1
        }
        return nil
    }

    /// Takes in one comment; `false` where it is a section's marker, which ends the header.
    private mutating func read(_ comment: Range<Int>, line: Int) -> Bool {
        if let rest = bytes.range(comment, droppingPrefix: "migrate:") {
            let word = bytes.text(bytes.word(in: bytes.trimmingBlanks(rest)))
            switch language {
            case .sql:
                return RevisionSections.hints.contains(word)
            case .swift:
                if word == "support" { header.isSupport = true }
                return true
            }
        }
        guard let colon = colonBehindKey(comment) else { return true }
        let name = bytes.trimmingBlanks(comment.lowerBound..<colon)
        let value = bytes.trimmingBlanks((colon + 1)..<comment.upperBound)
        if let key = RevisionHeader.Key(bytes, name) {
            set(key, value, line: line)
        } else if isMeantAsKey(name, colon: colon, end: comment.upperBound) {
            fault(.unknownKey(bytes.text(name)), line)
        }
        return true
    }

    /// The colon of `key: value`; the key is one word.
    private func colonBehindKey(_ comment: Range<Int>) -> Int? {
        var offset = comment.lowerBound
        guard offset < comment.upperBound, bytes[offset] | 0x20 >= UInt8(ascii: "a"), bytes[offset] < 0x80 else {
            return nil
        }
        while offset < comment.upperBound, TokenScanner.isWord(bytes[offset]) || bytes[offset] == UInt8(ascii: "-") {
            offset += 1
        }
        guard offset > comment.lowerBound else { return nil }
        while offset < comment.upperBound, TokenScanner.isBlank(bytes[offset]) { offset += 1 }
        return offset < comment.upperBound && bytes[offset] == UInt8(ascii: ":") ? offset : nil
    }

    /// `https://…` is no key, but `revison:abc` is meant as one.
    private func isMeantAsKey(_ name: Range<Int>, colon: Int, end: Int) -> Bool {
        colon + 1 >= end || TokenScanner.isBlank(bytes[colon + 1])
            || Suggestion.closest(to: bytes.text(name), in: RevisionHeader.Key.names) != nil
    }

    private mutating func set(_ key: RevisionHeader.Key, _ value: Range<Int>, line: Int) {
        if let first = header.line(of: key) {
            fault(.duplicateKey(key, firstLine: first), line)
            return
        }
        header.lines[key.index] = line
        switch key {
        case .revision:
            header.revision = bytes.text(value)
            if value.isEmpty {
                fault(.emptyValue(key), line)
            } else {
                check(header.revision, key, line)
            }
        case .downRevision:
            if value.isEmpty { fault(.emptyValue(key), line) }
            header.parents = names(value, key, line).map { RevisionID($0) }
        case .dependsOn: header.dependencies = names(value, key, line)
        case .branchLabels: header.labels = names(value, key, line)
        case .message: header.message = bytes.text(value)
        case .created: header.created = value.isEmpty ? nil : bytes.text(value)
        }
    }

    /// The names of a list; `none` is the empty one.
    private mutating func names(_ value: Range<Int>, _ key: RevisionHeader.Key, _ line: Int) -> [String] {
        guard !value.isEmpty else { return [] }
        let parts = bytes[value].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let names = parts.map { bytes.text(bytes.trimmingBlanks($0.startIndex..<$0.endIndex)) }
        if names == ["none"] { return [] }
        for (position, name) in names.enumerated() {
            if name == "none", key == .downRevision {
                fault(.noneAmongOthers, line)
            } else {
                check(name, key, line)
            }
            if names[..<position].contains(name) { fault(.repeatedName(key, name: name), line) }
        }
        return names
    }

    private mutating func check(_ name: String, _ key: RevisionHeader.Key, _ line: Int) {
        if let reason = RevisionID.problem(with: name) {
            fault(.illegalName(key, name: name, reason: reason), line)
        }
    }

    private mutating func checkRequired() {
        let comment = language.commentMarker
        if header.isSupport {
            // Its comments are nobody's header.
            faults.removeAll()
            if let line = header.line(of: .revision) { fault(.supportWithHeader, line) }
        } else if header.isEmpty {
            if faults.contains(where: \.isMisspelledKey) { return }
            faults.removeAll()
            fault(.noHeader(comment: comment), 1)
        } else if !faults.contains(where: \.isUnknownKey) {
            let line = header.lines.max()
            if header.line(of: .revision) == nil { fault(.missingKey(.revision, comment: comment), line) }
            if header.line(of: .downRevision) == nil { fault(.missingKey(.downRevision, comment: comment), line) }
        }
    }

    private mutating func fault(_ fault: RevisionFileFault, _ line: Int) {
        faults.append(RevisionFileFaultAtLine(fault: fault, line: line))
    }
}

/// A fault and its line; `nil` for the file as a whole.
struct RevisionFileFaultAtLine: Hashable {
    let fault: RevisionFileFault
    let line: Int?

    /// Whether it may be a missing key in disguise.
    var isUnknownKey: Bool {
        if case .unknownKey = fault { true } else { false }
    }

    /// Whether it is a header's key, misspelled, and not just some comment with a colon.
    var isMisspelledKey: Bool {
        guard case .unknownKey(let key) = fault else { return false }
        return Suggestion.closest(to: key, in: RevisionHeader.Key.names) != nil
    }
}
