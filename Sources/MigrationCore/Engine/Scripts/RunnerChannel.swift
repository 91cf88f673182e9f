/// The compiled program's end of the socket, as the text of a file that is compiled with the library.
///
/// There no type or function of the project's can take the place of one that it uses.
enum RunnerChannel {
    static let file = EmbeddedFile(name: "MigrateRunnerChannel.swift", text: source)

    /// Messages behind their length, over the descriptor that the host has left open.
    private static let source = """
        #if canImport(Glibc)
        @preconcurrency internal import Glibc
        #elseif canImport(Musl)
        @preconcurrency internal import Musl
        #else
        @preconcurrency internal import Darwin
        #endif

        @_spi(Runner) public enum MigrateRunnerChannel {
            public static func open() {
                // A program that the code starts must not hold the socket.
                _ = fcntl(3, F_SETFD, FD_CLOEXEC)
                ignoreBrokenPipe()
                setvbuf(stdout, nil, Int32(_IOLBF), 0)
                endWithHost()
            }

            /// Code that hangs does not notice that its host is gone.
            private static func endWithHost() {
                #if canImport(Darwin)
                var thread: pthread_t?
                #else
                var thread = pthread_t()
                #endif
                pthread_create(&thread, nil, { _ in
                    var entry = pollfd(fd: 3, events: 0, revents: 0)
                    while MigrateRunnerChannel.systemPoll(&entry) < 1 || entry.revents & Int16(POLLHUP) == 0 {}
                    _exit(1)
                }, nil)
            }

            public static func receive() -> [UInt8]? {
                guard let header = read(8) else { return nil }
                var count: UInt64 = 0
                for index in 0..<8 { count |= UInt64(header[index]) << UInt64(8 * index) }
                return Int(exactly: count).flatMap { read($0) }
            }

            public static func send(_ message: [UInt8]) {
                var bytes: [UInt8] = []
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: UInt64(message.count) >> UInt64(8 * shift))) }
                bytes += message
                var offset = 0
                while offset < bytes.count {
                    let count = bytes[offset...].withUnsafeBytes { systemWrite($0.baseAddress, $0.count) }
                    if count < 0, errno == EINTR { continue }
                    // Without its host there is nothing to be done.
                    if count <= 0 { _exit(1) }
                    offset += count
                }
            }

            private static func read(_ count: Int) -> [UInt8]? {
                var bytes = [UInt8](repeating: 0, count: count)
                var offset = 0
                while offset < count {
                    let received = bytes.withUnsafeMutableBytes { buffer in
                        systemRead(buffer.baseAddress.map { $0 + offset }, count - offset)
                    }
                    if received < 0, errno == EINTR { continue }
                    if received <= 0 { return nil }
                    offset += received
                }
                return bytes
            }

            #if canImport(Glibc)
            private static func ignoreBrokenPipe() { _ = Glibc.signal(SIGPIPE, SIG_IGN) }
            private static func systemPoll(_ entry: inout pollfd) -> Int32 { Glibc.poll(&entry, 1, -1) }
            private static func systemRead(_ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int { Glibc.read(3, buffer, count) }
            private static func systemWrite(_ buffer: UnsafeRawPointer?, _ count: Int) -> Int { Glibc.write(3, buffer, count) }
            #elseif canImport(Musl)
            private static func ignoreBrokenPipe() { _ = Musl.signal(SIGPIPE, SIG_IGN) }
            private static func systemPoll(_ entry: inout pollfd) -> Int32 { Musl.poll(&entry, 1, -1) }
            private static func systemRead(_ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int { Musl.read(3, buffer, count) }
            private static func systemWrite(_ buffer: UnsafeRawPointer?, _ count: Int) -> Int { Musl.write(3, buffer, count) }
            #else
            private static func ignoreBrokenPipe() { _ = Darwin.signal(SIGPIPE, SIG_IGN) }
            private static func systemPoll(_ entry: inout pollfd) -> Int32 { Darwin.poll(&entry, 1, -1) }
            private static func systemRead(_ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int { Darwin.read(3, buffer, count) }
            private static func systemWrite(_ buffer: UnsafeRawPointer?, _ count: Int) -> Int { Darwin.write(3, buffer, count) }
            #endif
        }

        """
}
