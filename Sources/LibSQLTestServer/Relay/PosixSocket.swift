import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few calls that the relay makes on sockets of the loopback interface.
enum PosixSocket {
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: Int32

        var description: String { "\(call): \(String(cString: strerror(code)))" }
    }

    #if canImport(Glibc)
        private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif

    /// A socket that listens on 127.0.0.1; port 0 is any that is free.
    static func listener(port: UInt16) throws(Failure) -> Int32 {
        try bound(port: port) { listen($0, 128) }
    }

    /// A socket that holds a port without listening, so that the system gives it to nobody else meanwhile.
    static func placeholder(port: UInt16) throws(Failure) -> Int32 {
        try bound(port: port) {
            set(SO_REUSEADDR, on: $0, to: Int32(0))
            return 0
        }
    }

    private static func bound(port: UInt16, _ then: (Int32) -> Int32) throws(Failure) -> Int32 {
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        set(SO_REUSEADDR, on: descriptor, to: Int32(1))
        var code = withAddress(port) { bind(descriptor, $0, $1) }
        if code == 0 { code = then(descriptor) }
        guard code == 0 else {
            let failure = Failure(call: "bind 127.0.0.1:\(port)", code: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    /// A connection to 127.0.0.1; `nil` where nobody listens.
    static func connection(port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { return nil }
        let code = withAddress(port) { connect(descriptor, $0, $1) }
        guard code == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    static func localPort(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func withAddress<Value>(
        _ port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Sends small answers at once, and no signal when the other side has gone.
    static func prepare(_ descriptor: Int32) {
        var on = Int32(1)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        #if canImport(Darwin)
            set(SO_NOSIGPIPE, on: descriptor, to: Int32(1))
        #endif
    }

    /// Has what comes next acknowledged at once.
    ///
    /// The HTTP library writes the head and the body of an answer apart, and lets the second wait for the first one's
    /// acknowledgement, which the kernel otherwise holds back for 40 ms.
    static func acknowledgeAtOnce(_ descriptor: Int32) {
        #if os(Linux)
            var on = Int32(1)
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    /// Makes `close` reset the connection.
    static func resetOnClose(_ descriptor: Int32) {
        set(SO_LINGER, on: descriptor, to: linger(l_onoff: 1, l_linger: 0))
    }

    private static func set(_ option: Int32, on descriptor: Int32, to value: some BitwiseCopyable) {
        withUnsafeBytes(of: value) {
            _ = setsockopt(descriptor, SOL_SOCKET, option, $0.baseAddress, socklen_t($0.count))
        }
    }

    /// Waits until one of the descriptors can be read, or has ended; which ones.
    static func readable(_ descriptors: [Int32], timeout milliseconds: Int32) -> [Bool] {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let count = poll(&polled, nfds_t(polled.count), milliseconds)
        return polled.map { count > 0 && $0.revents != 0 }
    }

    /// What there is to read; `nil` at the end.
    static func read(_ descriptor: Int32) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(recv(descriptor, buffer.baseAddress, buffer.count, 0), 0)
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// Writes everything; `false` where the other side has gone.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, flags) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    static func end(_ descriptor: Int32) {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    static func release(_ descriptor: Int32) {
        close(descriptor)
    }

    /// The next client of a listener; `nil` where it has gone again.
    static func client(of listener: Int32) -> Int32? {
        let accepted = accept(listener, nil, nil)
        return accepted >= 0 ? accepted : nil
    }
}
