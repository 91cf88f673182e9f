extension String {
    /// The text with each control character as its escape: `\n`, `\r`, `\t`, or `\u{1B}`.
    ///
    /// A quoted name may hold any of them. A line break would end a `--` comment, and what follows be run as SQL; an escape
    /// sequence would be obeyed by the terminal.
    package var escapingControls: String {
        guard unicodeScalars.contains(where: String.isControl) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where String.isControl(scalar):
                text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            case _: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// C0, DEL and C1, Unicode's line and paragraph separators, and the marks that turn the direction of writing.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        case _: false
        }
    }
}
