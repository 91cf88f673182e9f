/// What the scanners of files and statements ask of raw bytes.
extension UnsafeBufferPointer<UInt8> {
    /// The text of a range that lies within the bytes.
    func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: self[range]), as: UTF8.self)
    }

    /// Whether a range holds a keyword, which is given in upper case; ASCII letters match without their case.
    func hasWord(_ keyword: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == keyword.utf8CodeUnitCount else { return false }
        for (position, expected) in UnsafeBufferPointer(start: keyword.utf8Start, count: range.count).enumerated() {
            let byte = self[range.lowerBound + position]
            let folded = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & 0xDF : byte
            guard folded == expected else { return false }
        }
        return true
    }

    /// Whether a range holds a name, which is given in upper case, bare or in any of SQLite's quotes.
    func hasName(_ name: StaticString, at range: Range<Int>) -> Bool {
        guard let first = range.first, "\"'`[".utf8.contains(self[first]), range.count >= 2 else {
            return hasWord(name, at: range)
        }
        return hasWord(name, at: range.dropFirst().dropLast())
    }

    /// The range without a prefix, or `nil` where it does not begin with it.
    func range(_ range: Range<Int>, droppingPrefix prefix: StaticString) -> Range<Int>? {
        let length = prefix.utf8CodeUnitCount
        guard range.count >= length else { return nil }
        for (position, expected) in UnsafeBufferPointer(start: prefix.utf8Start, count: length).enumerated() {
            guard self[range.lowerBound + position] == expected else { return nil }
        }
        return (range.lowerBound + length)..<range.upperBound
    }

    /// The range without the blanks and the line ends at its sides.
    func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, TokenScanner.isBlank(self[start]) { start += 1 }
        while start < end, TokenScanner.isBlank(self[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Whether nothing but blanks stands before an offset on its line; a byte order mark counts as nothing.
    func startsLine(_ offset: Int) -> Bool {
        var position = offset
        while position > 0, self[position - 1] != 0x0A {
            position -= 1
            guard TokenScanner.isBlank(self[position]) || position < byteOrderMark else { return false }
        }
        return true
    }

    /// The length of the byte order mark at the start: 3, or 0 where there is none.
    var byteOrderMark: Int {
        count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF ? 3 : 0
    }
}

/// Lines and words.
extension UnsafeBufferPointer<UInt8> {
    /// The offset of the line feed at or behind an offset, or the end.
    func endOfLine(from offset: Int) -> Int {
        var end = offset
        while end < count, self[end] != 0x0A { end += 1 }
        return end
    }

    /// The first word of a range that begins with it: up to the next blank.
    func word(in range: Range<Int>) -> Range<Int> {
        var end = range.lowerBound
        while end < range.upperBound, !TokenScanner.isBlank(self[end]) { end += 1 }
        return range.lowerBound..<end
    }
}
