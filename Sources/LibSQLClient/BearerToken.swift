/// A token or key that goes into a header and is never shown: it prints as `<REDACTED>`.
package struct BearerToken: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let value: String

    /// Wraps a token.
    ///
    /// - Parameter value: the token itself. What a header can't hold is refused when it is first used.
    package init(_ value: String) {
        self.value = value
    }

    package var description: String { "<REDACTED>" }
    package var debugDescription: String { "<REDACTED>" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// When it expires, in seconds since 1970, as a JWT says in its `exp` (RFC 7519, section 4.1.4).
    ///
    /// Its signature is not looked at: only the server can tell whether a token is good. `nil` for one that says nothing.
    package var expiry: Int64? {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let claims = Base64.decode(parts[1].utf8) else { return nil }
        var expiry: Double?
        var reader = JSONReader(claims)
        do throws(JSONError) {
            try reader.object { reader, key throws(JSONError) in
                if key == "exp" { expiry = try reader.double() } else { try reader.skipValue() }
            }
            try reader.end()
        } catch {
            return nil
        }
        return expiry.flatMap { Int64(exactly: $0.rounded(.down)) }
    }

    /// Why it can't stand in a header, without showing it: a line break in it would begin a header of its own.
    var flaw: String? {
        guard !value.isEmpty else { return "is empty" }
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "holds a blank, a line break or another character that no token has"
        }
        return nil
    }
}
