/// A checkpoint file that is being read from its start to its end.
final class CheckpointFileReader {
    /// Bytes of the file when it was opened.
    let size: Int
    private let file: FileDescriptor
    private let path: String

    init(_ path: String) throws(FileError) {
        guard let status = FileDescriptor.status(path), status.isRegular else {
            throw .missing(path: path)
        }
        self.path = path
        size = status.size
        file = try FileDescriptor.reading(path)
    }

    /// Replaces `bytes` by the next `count`; by fewer only at the end.
    func read(_ count: Int, into bytes: inout [UInt8]) throws(FileError) {
        if bytes.count > count {
            bytes.removeLast(bytes.count - count)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        }
        var have = 0
        while have < count {
            let got = try file.read(into: &bytes, at: have, count: count - have, path: path)
            if got == 0 { break }
            have += got
        }
        bytes.removeLast(count - have)
    }
}
