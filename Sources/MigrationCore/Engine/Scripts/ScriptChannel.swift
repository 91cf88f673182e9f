#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The host's end of the socket: messages behind their length, eight bytes, little-endian.
struct ScriptChannel: ~Copyable {
    /// Why no message came.
    enum Failure: Error, Hashable {
        case closed, timedOut, interrupted
    }

    private let descriptor: Int32

    /// No message of a revision is larger; a length beyond it is no length.
    private static let maximumCount = 1 << 31

    /// Makes a pair of sockets.
    ///
    /// - Parameter other: the other end, to be inherited by a process; the caller closes it.
    /// - Throws: `PosixFailure`.
    init(other: inout Int32) throws(PosixFailure) {
        var descriptors: [Int32] = [0, 0]
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else { throw .last }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        descriptor = descriptors[0]
        other = descriptors[1]
        #if canImport(Darwin)
            var isOn: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &isOn, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    deinit {
        close(descriptor)
    }

    /// Sends a message; one that nobody reads any more is noticed by the next `receive`.
    borrowing func send(_ message: [UInt8]) {
        var writer = ScriptWriter()
        writer.write(message)
        let bytes = writer.bytes
        var offset = 0
        while offset < bytes.count {
            #if canImport(Glibc)
                let flags = Int32(MSG_NOSIGNAL)
            #else
                let flags: Int32 = 0
            #endif
            let count = bytes[offset...].withUnsafeBytes { write($0, flags) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            offset += count
        }
    }

    private borrowing func write(_ bytes: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
        #if canImport(Glibc)
            Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #else
            Darwin.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #endif
    }

    /// Waits for a message; behind the deadline, or after an interruption, none is taken any more.
    borrowing func receive(until deadline: ContinuousClock.Instant, _ interruption: Interruption) throws(Failure)
        -> [UInt8]
    {
        let header = try read(8, deadline, interruption)
        var reader = ScriptReader(header)
        guard let count = try? reader.number(), count >= 0, count < Int64(ScriptChannel.maximumCount) else {
            throw .closed
        }
        return try read(Int(count), deadline, interruption)
    }

    private borrowing func read(
        _ count: Int,
        _ deadline: ContinuousClock.Instant,
        _ interruption: Interruption
    ) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(count, 1 << 20))
        var buffer = [UInt8](repeating: 0, count: min(max(count, 1), 1 << 16))
        while bytes.count < count {
            try waitForBytes(deadline, interruption)
            let received = recv(descriptor, &buffer, min(buffer.count, count - bytes.count), 0)
            if received < 0, errno == EINTR { continue }
            guard received > 0 else { throw .closed }
            bytes += buffer[..<received]
        }
        return bytes
    }

    private borrowing func waitForBytes(
        _ deadline: ContinuousClock.Instant,
        _ interruption: Interruption
    ) throws(Failure) {
        // Before each look, for code that asks without end always has bytes waiting.
        while true {
            guard !interruption.isRequested else { throw .interrupted }
            guard .now < deadline else { throw .timedOut }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, 50) > 0 { return }
        }
    }
}
