#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A program that was started, in a process group of its own, so that all it starts can be ended with it.
struct ChildProcess: ~Copyable {
    /// How a program ended.
    enum End: Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    private let process: pid_t

    /// Starts a program; what it reads is empty, and what it prints goes to a descriptor, by default our stderr.
    ///
    /// - Parameters:
    ///   - arguments: the program's path, and what it is given.
    ///   - output: where its stdout and stderr go.
    ///   - channel: a descriptor that it gets as its third.
    ///   - variables: what its environment has besides ours.
    /// - Throws: `PosixFailure` where it can't be started.
    init(
        _ arguments: [String],
        output: Int32 = STDERR_FILENO,
        channel: Int32? = nil,
        variables: [String: String] = [:]
    ) throws(PosixFailure) {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        if let channel { posix_spawn_file_actions_adddup2(&actions, channel, 3) }
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var reset = sigset_t()
        sigemptyset(&reset)
        // What we ignore or handle, it must not inherit.
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&reset, signal) }
        posix_spawnattr_setsigdefault(&attributes, &reset)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        let words = arguments.map { strdup($0) } + [nil]
        let environment = ChildProcess.environment(variables).map { strdup($0) } + [nil]
        defer { for pointer in words + environment { free(pointer) } }
        var process = pid_t()
        let result = posix_spawn(&process, arguments[0], &actions, &attributes, words, environment)
        guard result == 0 else { throw PosixFailure(code: result) }
        self.process = process
    }

    private static func environment(_ variables: [String: String]) -> [String] {
        var lines: [String] = []
        var pointer = environ
        while let line = pointer.pointee {
            let text = String(cString: line)
            let name = text.prefix { $0 != "=" }
            if variables[String(name)] == nil { lines.append(text) }
            pointer += 1
        }
        return lines + variables.map { "\($0.key)=\($0.value)" }
    }

    /// Ends it, and all that it has started.
    borrowing func kill() {
        #if canImport(Glibc)
            _ = Glibc.kill(-process, SIGKILL)
        #else
            _ = Darwin.kill(-process, SIGKILL)
        #endif
    }

    /// How it has ended; `nil` while it runs.
    ///
    /// Not to be asked again after an answer.
    borrowing func poll() -> End? {
        wait(WNOHANG)
    }

    /// Waits for its end.
    borrowing func wait() -> End {
        wait(0) ?? .exited(0)
    }

    private borrowing func wait(_ options: Int32) -> End? {
        var status: Int32 = 0
        var result = waitpid(process, &status, options)
        while result < 0, errno == EINTR { result = waitpid(process, &status, options) }
        if result == 0 { return nil }
        guard result > 0 else { return .exited(0) }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }
}
