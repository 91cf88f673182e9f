extension LibSQLClient {
    /// What the options are called where the user makes them, for the hints of errors; `nil` where that is not known.
    package struct SettingNames: Sendable {
        package var requestTimeout: String?
        package var connectTimeout: String?
        package var certificateFile: String?
        /// Where a token is put, as the end of "put it into …".
        package var token: String?

        /// No names.
        package init() {}

        /// `allow more time with --timeout`.
        static func moreTime(_ name: String?) -> String {
            "allow more time" + (name.map { " with \($0)" } ?? "")
        }

        /// `; put it into TURSO_AUTH_TOKEN`, or nothing.
        var puttingToken: String {
            token.map { "; put it into \($0)" } ?? ""
        }
    }
}
