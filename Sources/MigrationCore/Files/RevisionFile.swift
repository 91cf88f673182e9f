/// Reads one revision file: its header, and the sections or the code behind it.
package enum RevisionFile {
    /// What a file turned out to be.
    package enum Content: Hashable, Sendable {
        case revision(Revision)
        /// A Swift file that begins with `// migrate:support`: it helps revisions and is none.
        case support
    }

    /// Reads a file's text.
    ///
    /// - Parameters:
    ///   - text: the whole text.
    ///   - file: the file's path; its ending, `.sql` or `.swift`, tells the language.
    /// - Returns: the revision, or that the file is none.
    /// - Throws: `RevisionFileError` with everything that is wrong in it. A file without a `migrate:down` section is fine.
    package static func parse(_ text: String, file: String) throws(RevisionFileError) -> Content {
        try parse(bytes: Array(text.utf8), file: file)
    }

    /// Reads a file's bytes, which may be anything.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: the file's path; its ending, `.sql` or `.swift`, tells the language.
    /// - Returns: the revision, or that the file is none.
    /// - Throws: `RevisionFileError` with everything that is wrong in it.
    package static func parse(bytes: [UInt8], file: String) throws(RevisionFileError) -> Content {
        var problems: [RevisionFileError.Problem] = []
        let content = bytes.withUnsafeBufferPointer { parse($0, file: file, problems: &problems) }
        if let error = RevisionFileError(problems) { throw error }
        return content ?? .support
    }

    /// Reads a file's bytes and adds what is wrong to a list; `nil` where anything is.
    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        file: String,
        problems: inout [RevisionFileError.Problem]
    ) -> Content? {
        var faults: [RevisionFileFaultAtLine] = []
        let content = parse(bytes, file: file, language: RevisionLanguage(fileName: file) ?? .sql, faults: &faults)
        guard faults.isEmpty else {
            problems += faults.map { entry in
                let location = SourceLocation(file: file, line: entry.line)
                return .init(entry.fault.message, at: location, remedy: entry.fault.remedy)
            }
            return nil
        }
        return content
    }

    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        file: String,
        language: RevisionLanguage,
        faults: inout [RevisionFileFaultAtLine]
    ) -> Content? {
        if let fault = FileText.fault(in: bytes) {
            faults.append(fault)
            return nil
        }
        var headerParser = RevisionHeaderParser(bytes, language: language)
        let header = headerParser.parse()
        faults += headerParser.faults
        switch language {
        case .sql:
            var parser = RevisionSectionsParser(bytes, from: header.end, file: file)
            // Without a header the file may be anything; what its statements lack would be noise.
            if header.isEmpty { return nil }
            let sections = parser.parse()
            faults += parser.faults
            guard faults.isEmpty, let up = sections.up else { return nil }
            let body = Revision.Body.sql(up: up.section, down: sections.down?.section)
            return .revision(revision(header, body, bytes.text((sections.start ?? header.end)..<bytes.count), file))
        case .swift:
            if header.isSupport { return .support }
            if header.end == bytes.count, faults.isEmpty {
                faults.append(RevisionFileFaultAtLine(fault: .noCode, line: nil))
            }
            guard faults.isEmpty else { return nil }
            return .revision(revision(header, .script, bytes.text(header.end..<bytes.count), file))
        }
    }

    private static func revision(
        _ header: RevisionHeader,
        _ body: Revision.Body,
        _ text: String,
        _ file: String
    ) -> Revision {
        Revision(
            id: RevisionID(header.revision),
            parents: header.parents,
            dependencies: header.dependencies,
            labels: header.labels,
            message: header.message,
            created: header.created,
            body: body,
            text: text,
            source: SourceLocation(file: file, line: header.line(of: .revision))
        )
    }
}
