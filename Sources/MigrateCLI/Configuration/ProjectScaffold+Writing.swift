import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ProjectScaffold {
    /// What writing did, by path.
    struct Outcome: Hashable {
        var created: [String] = []
        var changed: [String] = []
        var skipped: [String] = []
    }

    /// Writes what is missing below a folder, and overwrites nothing.
    ///
    /// - Parameter folder: the project's folder; it is made where it is missing.
    /// - Returns: what was created, changed (only `.gitignore`, to which lines are added) and left alone.
    /// - Throws: `MigrationError` of code `configuration` where the system refuses.
    func write(to folder: String) throws(MigrationError) -> Outcome {
        var outcome = Outcome()
        for file in files {
            let path = FilePath.join(folder, file.path)
            try makeFolder(FilePath.parent(path))
            if try create(path, file.text) {
                outcome.created.append(file.path)
            } else {
                outcome.skipped.append(file.path)
            }
        }
        try writeIgnoredLines(folder, &outcome)
        return outcome
    }

    private func writeIgnoredLines(_ folder: String, _ outcome: inout Outcome) throws(MigrationError) {
        let path = FilePath.join(folder, ".gitignore")
        let existing = EnvironmentSnapshot.contents(of: path).map { String(decoding: $0.bytes, as: UTF8.self) }
        let present = Set((existing ?? "").split(whereSeparator: \.isNewline).map(String.init))
        let missing = ignored.filter { !present.contains($0) }
        guard !missing.isEmpty else {
            outcome.skipped.append(".gitignore")
            return
        }
        let text = missing.joined(separator: "\n") + "\n"
        if let existing {
            let separator = existing.isEmpty || existing.hasSuffix("\n") ? "" : "\n"
            try write(separator + text, path, flags: O_WRONLY | O_APPEND)
            outcome.changed.append(".gitignore")
        } else {
            _ = try create(path, text)
            outcome.created.append(".gitignore")
        }
    }

    private func makeFolder(_ path: String) throws(MigrationError) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, FilePath.parent(path) != path else { throw failure(path, errno) }
        try makeFolder(FilePath.parent(path))
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure(path, errno) }
    }

    /// Returns `false` where something of that name is there.
    private func create(_ path: String, _ text: String) throws(MigrationError) -> Bool {
        do throws(Refusal) {
            try open(path, O_WRONLY | O_CREAT | O_EXCL, text)
            return true
        } catch {
            if error.code == EEXIST { return false }
            throw failure(path, error.code)
        }
    }

    private func write(_ text: String, _ path: String, flags: Int32) throws(MigrationError) {
        do throws(Refusal) { try open(path, flags, text) } catch { throw failure(path, error.code) }
    }

    private struct Refusal: Error { let code: Int32 }

    private func open(_ path: String, _ flags: Int32, _ text: String) throws(Refusal) {
        let descriptor = systemOpen(path, flags)
        guard descriptor >= 0 else { throw Refusal(code: errno) }
        defer { close(descriptor) }
        Console.write(text, to: descriptor)
    }

    private func failure(_ path: String, _ code: Int32) -> MigrationError {
        MigrationError(.configuration, "\(path) can't be written: \(String(cString: strerror(code)))")
    }
}

private func systemOpen(_ path: String, _ flags: Int32) -> Int32 {
    open(path, flags | O_CLOEXEC, 0o666)
}
