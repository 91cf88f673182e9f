#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One file of the declared schema.
package struct SchemaText: Hashable, Sendable {
    /// The path, as it was given or found.
    package let file: String
    package let text: String
    /// Where each line comes from, for a text that was made of another file; empty for a file as it is.
    package let places: [SourceLocation]

    package init(file: String, text: String, places: [SourceLocation] = []) {
        self.file = file
        self.text = text
        self.places = places
    }

    /// Where people find a line.
    package func location(ofLine line: Int) -> SourceLocation {
        places.indices.contains(line - 1) ? places[line - 1] : SourceLocation(file: file, line: line)
    }
}

/// Reads the files of the declared schema.
package enum SchemaFiles {
    /// Reads a file, or the `.sql` files of a folder and of the folders within it, in the order of their names.
    ///
    /// - Parameter path: the file or folder.
    /// - Returns: the files' texts, at least one.
    /// - Throws: `RevisionFileError` for what cannot be read, is no text, or holds no `.sql` file.
    package static func read(_ path: String) throws(RevisionFileError) -> [SchemaText] {
        var loader = SchemaFileLoader()
        loader.read(path)
        if loader.texts.isEmpty, loader.problems.isEmpty {
            loader.fail(
                "the folder of the declared schema holds no .sql file",
                path,
                "write CREATE statements into a file of it, or name another with 'schema' in migrate.toml"
            )
        }
        if let error = RevisionFileError(loader.problems) { throw error }
        return loader.texts
    }
}

private struct SchemaFileLoader: ~Copyable {
    var texts: [SchemaText] = []
    var problems: [RevisionFileError.Problem] = []
    private var reader = FileReader()

    mutating func read(_ path: String) {
        do throws(PosixFailure) {
            try readFolder(path)
        } catch {
            guard error.code == ENOTDIR else { return failToRead(path, error) }
            let slash = path.lastIndex(of: "/")
            let folder = slash.map { String(path[...$0]) } ?? "."
            let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
            readFile(name, path, in: folder)
        }
    }

    private mutating func readFolder(_ path: String) throws(PosixFailure) {
        let folder = try Folder(path)
        let prefix = RevisionDirectory.prefix(path)
        for entry in try folder.entries() where !entry.name.hasPrefix(".") {
            if entry.isFolder {
                try readFolder(prefix + entry.name)
            } else if entry.name.hasSuffix(".sql") {
                read(entry.name, prefix + entry.name, in: folder.descriptor)
            }
        }
    }

    private mutating func readFile(_ name: String, _ path: String, in parent: String) {
        do throws(PosixFailure) {
            let folder = try Folder(parent)
            read(name, path, in: folder.descriptor)
        } catch {
            failToRead(path, error)
        }
    }

    private mutating func read(_ name: String, _ path: String, in directory: Int32) {
        do throws(PosixFailure) {
            let bytes = try reader.read(name, in: directory).bytes
            if let fault = FileText.fault(in: bytes) {
                let location = SourceLocation(file: path, line: fault.line)
                problems.append(.init(fault.fault.message, at: location, remedy: "save the file as UTF-8 text"))
            } else {
                texts.append(SchemaText(file: path, text: bytes.text(0..<bytes.count)))
            }
        } catch {
            failToRead(path, error)
        }
    }

    private mutating func failToRead(_ path: String, _ error: PosixFailure) {
        let words = path.hasSuffix(".swift") ? "`let schema = Schema { … }`" : "your CREATE statements"
        let remedy =
            error.code == ENOENT ? "write \(words) into it, or name another file with 'schema' in migrate.toml" : nil
        let reason = error.code == EINVAL ? "it is not a regular file" : error.reason
        fail("the declared schema cannot be read: \(reason)", path, remedy)
    }

    mutating func fail(_ message: String, _ path: String, _ remedy: String?) {
        problems.append(.init(message, at: SourceLocation(file: path), remedy: remedy))
    }
}
