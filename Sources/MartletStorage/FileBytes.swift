/// Small files read whole: configurations, secrets, time zones.
public enum FileBytes {
    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes it may have.
    /// - Returns: All of them.
    /// - Throws: ``FileError`` if it is missing, can't be read or is larger than `limit`.
    public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let file = try FileDescriptor.reading(path)
        let step = 64 << 10
        var bytes: [UInt8] = []
        var count = 0
        while true {
            bytes.append(contentsOf: repeatElement(0, count: count + step - bytes.count))
            let got = try file.read(into: &bytes, at: count, count: step, path: path)
            count += got
            guard count <= limit else {
                throw .unreadable(path: path, reason: "it is larger than \(limit) bytes")
            }
            if got == 0 {
                bytes.removeLast(bytes.count - count)
                return bytes
            }
        }
    }
}
