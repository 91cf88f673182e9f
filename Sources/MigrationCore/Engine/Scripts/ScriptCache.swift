#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The folder that keeps what was compiled, under names that tell what it was compiled from.
struct ScriptCache {
    let folder: String

    /// The user's own: `swift-migrate` in `XDG_CACHE_HOME`, else in `~/.cache`.
    ///
    /// - Parameter variables: the process environment.
    init(_ variables: [String: String]) {
        func absolute(_ name: String) -> String? { variables[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let caches = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map { "\($0)/.cache" }
        folder = caches.map { "\($0)/swift-migrate" } ?? "/tmp/swift-migrate-\(getuid())"
    }

    /// What is in the folder will be run: nobody else may have put it there.
    func refuseIfForeign() throws(MigrationError) {
        var status = stat()
        guard stat(folder, &status) == 0 else { return }
        guard status.st_uid == getuid(), status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw MigrationError(
                .cannotRun,
                "the folder \(folder), which keeps compiled revisions, belongs to another user or can be written by others;"
                    + " nothing was run",
                remedy: "Make it yours alone (`chmod 700`), or name another place in XDG_CACHE_HOME."
            )
        }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Whether a file is there as it was made, named with its folder; the folder of what is used stays young.
    func has(_ name: String) -> Bool {
        guard access(path(name), R_OK) == 0, let slash = name.lastIndex(of: "/") else { return false }
        let made = path(String(name[..<slash]))
        guard CacheSeal(made).isWhole else { return false }
        utimensat(AT_FDCWD, made, nil, 0)
        return true
    }

    /// Makes the folder, for its owner alone.
    func create() throws(MigrationError) {
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/\(part)"
            if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("be created") }
        }
    }

    private func failure(_ what: String) -> MigrationError {
        refusal(what, PosixFailure.last.reason, "Make it writable")
    }

    /// The error for a compiler that had no room.
    ///
    /// - Parameter printed: its words.
    /// - Returns: `nil` where they tell of something else.
    func fullDisk(_ printed: String) -> MigrationError? {
        guard printed.contains(String(cString: strerror(ENOSPC))) else { return nil }
        return refusal("be written", "no space is left", "Make room on the disk")
    }

    private func refusal(_ what: String, _ reason: String, _ remedy: String) -> MigrationError {
        MigrationError(
            .cannotRun,
            "the folder \(folder), which keeps compiled revisions, can't \(what): \(reason); nothing was run",
            remedy: "\(remedy), or name another place in XDG_CACHE_HOME."
        )
    }

    /// Holds the folder's lock while the body runs, so that of several processes one compiles.
    func locked<Value>(
        _ interruption: Interruption,
        _ body: () throws(MigrationError) -> Value
    ) throws(MigrationError) -> Value {
        let descriptor = open(path("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("be locked") }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard !interruption.isRequested else { throw .interrupted() }
            usleep(10_000)
        }
        return try body()
    }

    /// Fills a new folder, which gets its name when it is complete.
    func make(_ name: String, _ body: (_ folder: String) throws(MigrationError) -> Void) throws(MigrationError) {
        let temporary = path("new-\(getpid())-\(UInt32.random(in: 0 ... .max))")
        guard mkdir(temporary, 0o700) == 0 else { throw failure("be written") }
        do throws(MigrationError) {
            try body(temporary)
            guard CacheSeal(temporary).put() else { throw failure("be written") }
        } catch {
            ScriptCache.remove(temporary)
            throw error
        }
        if rename(temporary, path(name)) != 0 {
            // What is there lacks its program, or that does not start: a cleaner has been here.
            ScriptCache.remove(path(name))
            guard rename(temporary, path(name)) == 0 else {
                ScriptCache.remove(temporary)
                throw failure("be written")
            }
        }
    }

    func save(_ text: String, as file: String) throws(MigrationError) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("be written") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("be written") }
            rest = rest.dropFirst(count)
        }
    }

    /// Removes what nobody has used for a month, and what a process that was killed has left.
    func removeOld() {
        guard let opened = try? Folder(folder), let entries = try? opened.entries() else { return }
        let now = time(nil)
        for entry in entries where entry.isFolder {
            var status = stat()
            guard stat(path(entry.name), &status) == 0 else { continue }
            #if canImport(Darwin)
                let age = now - status.st_mtimespec.tv_sec
            #else
                let age = now - status.st_mtim.tv_sec
            #endif
            if age > 30 * 86_400 || (entry.name.hasPrefix("new-") && age > 3600) {
                ScriptCache.remove(path(entry.name))
            }
        }
    }

    /// Removes the folder that holds a file.
    func removeFolder(of path: String) {
        guard let slash = path.lastIndex(of: "/"), path.hasPrefix(folder + "/runner-") else { return }
        ScriptCache.remove(String(path[..<slash]))
    }

    /// Removes a folder of files.
    private static func remove(_ path: String) {
        if let opened = try? Folder(path), let entries = try? opened.entries() {
            for entry in entries { unlink("\(path)/\(entry.name)") }
        }
        rmdir(path)
    }
}
