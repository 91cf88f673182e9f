import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a command writes: results to stdout, everything else to stderr.
struct Console: Sendable {
    /// Only errors and warnings go to stderr.
    var isQuiet = false
    var isVerbose = false
    /// One object on stdout instead of the lines for people.
    var isJSON = false
    /// How text on stdout looks.
    var outputStyle = Style(isColored: false)
    /// How text on stderr looks.
    var style = Style(isColored: false)

    /// Whether questions can be asked: someone sits at both ends.
    var canAsk: Bool {
        isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    }

    /// Writes a result's lines; nothing where the result goes out as JSON.
    func print(_ lines: [String]) {
        guard !isJSON, !lines.isEmpty else { return }
        Console.write(Console.shown(lines.joined(separator: "\n")) + "\n", to: STDOUT_FILENO)
    }

    /// Writes a result as it is, a script for one.
    func print(raw text: String) {
        if !isJSON { Console.write(text, to: STDOUT_FILENO) }
    }

    /// Writes the one object of `--json`; nothing without it.
    func json(_ value: @autoclosure () -> JSONValue) {
        if isJSON { Console.write(value().text + "\n", to: STDOUT_FILENO) }
    }

    /// Tells how things go.
    func note(_ text: String) {
        if !isQuiet { Console.write(Console.shown(text) + "\n", to: STDERR_FILENO) }
    }

    /// Tells what is said with `--verbose` only.
    func detail(_ text: String) {
        if isVerbose { note(style.dim(text)) }
    }

    func warn(_ text: String) {
        Console.write(style.yellow("warning:") + " " + Console.shown(text) + "\n", to: STDERR_FILENO)
    }

    /// Text for stderr without a line's end: a question.
    func ask(_ text: String) {
        Console.write(Console.shown(text), to: STDERR_FILENO)
    }

    /// Takes back what stands on the terminal's line.
    func clearLine() {
        Console.write("\r\u{1B}[K", to: STDERR_FILENO)
    }

    /// Text for people as a terminal may have it: of control characters only line feeds, tabs and the tool's own colours.
    ///
    /// Whatever is read from a database, a server or a file is escaped where a text is made of it; this is the last look.
    static func shown(_ text: String) -> String {
        guard text.utf8.contains(where: { ($0 < 0x20 && $0 != 0x0A) || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }) else {
            return text
        }
        var result = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == "\u{1B}", let code = Style.codes.first(where: { rest.starts(with: $0.unicodeScalars) }) {
                result += code
                rest = rest.dropFirst(code.unicodeScalars.count)
                continue
            }
            result += scalar == "\n" || scalar == "\t" ? String(scalar) : String(scalar).escapingControls
            rest.removeFirst()
        }
        return result
    }

    /// Writes all bytes.
    ///
    /// A reader that went away ends the process by SIGPIPE, as with other tools. A result that can't be written ends it, too:
    /// half a script with the exit code 0 would be run as a whole one.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { unsafeWrite(descriptor, $0) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = systemPoll(&poll)
            } else if errno != EINTR {
                guard descriptor == STDOUT_FILENO else { return }
                let message = "the result can't be written to stdout: \(String(cString: strerror(errno)))"
                writeError(message, hint: nil, style: Style(isColored: false))
                exit(1)
            }
        }
    }
}

private func unsafeWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

private func systemPoll(_ descriptor: inout pollfd) -> Int32 {
    poll(&descriptor, 1, -1)
}
