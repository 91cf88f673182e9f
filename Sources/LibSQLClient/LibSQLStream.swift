/// A stream that stays open over several requests: one connection of the server to its database.
package final class LibSQLStream: Sendable {
    /// Sends one pipeline on this stream.
    ///
    /// - Parameter requests: what to do, in order; an error in one does not keep the server from the next.
    /// - Returns: one result for each of `requests`.
    /// - Throws: `LibSQLError` where there is no usable answer, `.streamExpired` where the stream is gone.
    package func send(
        _ requests: [HranaRequest]
    ) throws(LibSQLError) -> [Result<HranaResponse, HranaError>] { [] }

    /// Ends the stream, which rolls back what is open; a failure is not told, for the server does so by itself in time.
    package func close() {}

    /// Whether the server holds something open for this stream.
    package var isOpen: Bool { false }
}
