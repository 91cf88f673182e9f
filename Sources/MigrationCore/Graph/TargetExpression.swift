/// The parts of a target: `LABEL@SYMBOL+N`.
struct TargetExpression: Hashable {
    /// The part before `@`.
    var label: String?
    /// An id, a prefix, a label, `head`, `heads` or `base`; `nil` for `+N` and `-N` alone.
    var symbol: String?
    /// `+N` or `-N`.
    var steps: Int?

    /// Takes a text apart; every text has a meaning, which may be that of an id that no revision has.
    init(_ text: String) {
        var rest = Substring(text)
        if let sign = rest.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let digits = rest[rest.index(after: sign)...].utf8
            if !digits.isEmpty, digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) {
                // More steps than any graph has mean the same as that many.
                let count = Int(String(digits) ?? "").map { min($0, 1 << 40) } ?? 1 << 40
                steps = rest[sign] == "-" ? -count : count
                rest = rest[..<sign]
            }
        }
        if let at = rest.firstIndex(of: "@") {
            label = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        symbol = rest.isEmpty && steps != nil ? nil : String(rest)
    }
}
