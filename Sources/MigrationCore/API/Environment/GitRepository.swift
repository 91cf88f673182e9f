#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The git repository around a project, as far as a warning needs it.
enum GitRepository {
    /// Whether git tracks a file of a folder; `false` outside a repository.
    static func tracks(_ name: String, in folder: String) -> Bool {
        var root = folder
        var path = name
        while true {
            if let index = indexPath(of: root) { return index.isEmpty ? false : contains(path, in: index) }
            let parent = FilePath.parent(root)
            guard parent != root, root.hasPrefix("/") else { return false }
            path = String(root.dropFirst(parent == "/" ? 1 : parent.utf8.count + 1)) + "/" + path
            root = parent
        }
    }

    /// The index of the work tree whose root this folder is, or `nil` where it is none.
    ///
    /// In a linked work tree `.git` is a file that names the folder.
    private static func indexPath(of root: String) -> String? {
        let git = FilePath.join(root, ".git")
        var status = stat()
        guard stat(git, &status) == 0 else { return nil }
        if status.st_mode & S_IFMT == S_IFDIR { return FilePath.join(git, "index") }
        guard let contents = EnvironmentSnapshot.contents(of: git) else { return "" }
        let line = String(decoding: contents.bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard line.hasPrefix("gitdir: ") else { return "" }
        return FilePath.join(FilePath.join(root, String(line.dropFirst("gitdir: ".count))), "index")
    }

    /// Mapped, not read: only the pages up to the file's place are touched, however large the repository is.
    private static func contains(_ path: String, in index: String) -> Bool {
        let descriptor = open(index, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0,
            let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
        else { return false }
        defer { munmap(address, Int(status.st_size)) }
        return GitIndex(UnsafeRawBufferPointer(start: address, count: Int(status.st_size))).contains(path)
    }
}
