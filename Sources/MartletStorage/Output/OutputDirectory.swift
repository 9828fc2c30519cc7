/// A directory that results are written into.
public enum OutputDirectory {
    /// Makes a directory and those above it; nothing happens if it is there.
    ///
    /// - Throws: ``FileError/cannotWrite(path:reason:)``, also if something else has the name.
    public static func create(_ path: String) throws(FileError) {
        var made = ""
        for (index, part) in path.split(separator: "/", omittingEmptySubsequences: false)
            .enumerated()
        {
            made += index == 0 ? String(part) : "/" + part
            if !part.isEmpty { try FileDescriptor.makeDirectory(made) }
        }
    }
}
