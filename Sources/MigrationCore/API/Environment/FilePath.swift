/// Paths as text, where no file system is asked.
package enum FilePath {
    /// A path below a folder; an absolute one stays itself.
    package static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return normalized(folder.hasSuffix("/") ? folder + path : folder + "/" + path)
    }

    /// Without `.` and empty components; `..` stays, for it means something else behind a symbolic link.
    package static func normalized(_ path: String) -> String {
        let components = path.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
    }

    /// As people know it: relative where it is below the folder, absolute elsewhere.
    package static func display(_ path: String, from folder: String) -> String {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return path.hasPrefix(prefix) && path != prefix ? String(path.dropFirst(prefix.count)) : path
    }

    /// The folder of a path; the path itself at the root.
    package static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
