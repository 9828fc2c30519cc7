import Foundation
import MartletStorage
import MartletStream
import Testing

@Suite struct CompressedFileTests {
    /// Two members each (three lines, no line feed at the end); the second has a skippable frame.
    static let gzip = """
        H4sIAAAAAAACA6tWylOyMqzlqgbRRrVcAEXGmL4QAAAAH4sIAAAAAAACA6tWylOyMq4FAPxZfeYHAAAA
        """
    static let zstandard = """
        KLUv/QRogQAAeyJuIjoxfQp7Im4iOjJ9CkUsYJlQKk0YAwAAAAECAyi1L/0EaDkAAHsibiI6M33KNH07
        """
    /// 100,000 times `{"event_id":"e0000000"}`.
    static let large = """
        KLUv/QRo5AAAkHsiZXZlbnRfaWQiOiJlMCJ9CgIA5f8784CBOkQAAAABAP3/m08gRAAAAAEA/f85AAJEAAAAAQD9/z\
        kAAkQAAAABAP3/OQACRAAAAAEA/f85AAJEAAAAAQD9/zkAAkQAAAABAP3/OQACRAAAAAEA/f85AAJEAAAAAQD9/zkA\
        AkQAAAABAP3/OQACRAAAAAEA/f85AAJEAAAAAQD9/zkAAkQAAAABAP3/OQACRAAAAAEA/f85AAJEAAAAAQD9/zkAAk\
        QAAAABAP3/OQACRAAAAAEA/f85AAJFAAAAAQD9Hh0AAR+P280=
        """

    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func bytes(_ base64: String) throws -> [UInt8] {
        try [UInt8](#require(Data(base64Encoded: base64)))
    }

    @Test(arguments: [
        (gzip, "e.gz"), (zstandard, "e.zst"), (gzip, "e.ndjson"), (zstandard, "e.gz"),
    ])
    func membersAreReadOneAfterTheOtherWhateverTheName(base64: String, name: String) throws {
        let compressed = try bytes(base64)
        let path = try directory.write(compressed, as: name)
        #expect(try readLines([path]).map(\.text) == [#"{"n":1}"#, #"{"n":2}"#, #"{"n":3}"#])
        var reader = try LineReader(paths: [path])
        var batch = RecordBatch()
        while try reader.next(into: &batch, limit: 10) {}
        #expect(reader.position == compressed.count && reader.total == compressed.count)
    }

    @Test func plainTextUnderACompressedNameIsRefused() throws {
        let path = try directory.write("a\nb\n", as: "e.zst")
        #expect(
            throws: FileError.corrupt(
                path: path, reason: "it is not compressed as its name says")
        ) { try readLines([path]) }
    }

    @Test(arguments: [1, 900, 50_000])
    func manyPiecesComeOutOfOneCompressedPiece(limit: Int) throws {
        let path = try directory.write(bytes(Self.large), as: "e.zst")
        let lines = try readLines([path], limit: limit)
        #expect(lines.count == 100_000)
        #expect(lines.allSatisfy { $0.text == #"{"event_id":"e0000000"}"# })
    }

    @Test func zerosBehindAGzipMemberAreItsPadding() throws {
        let path = try directory.write(
            bytes(Self.gzip) + [UInt8](repeating: 0, count: 600), as: "e")
        #expect(try readLines([path]).count == 3)
    }

    @Test(arguments: [gzip, zstandard])
    func aStreamCutShortAnywhereIsCorrupt(base64: String) throws {
        let whole = try bytes(base64)
        let memberEnds = base64 == Self.gzip ? [33] : [29, 40]
        for count in 4..<whole.count where !memberEnds.contains(count) {
            let path = try directory.write(Array(whole.prefix(count)), as: "cut")
            let error = #expect(throws: FileError.self, "cut to \(count) bytes") {
                _ = try readLines([path])
            }
            #expect(error?.exitCode == 65)
        }
    }

    @Test(arguments: [gzip, zstandard])
    func garbageBehindAMemberIsCorrupt(base64: String) throws {
        let path = try directory.write(bytes(base64) + Array("garbage".utf8), as: "e")
        #expect(throws: FileError.self) { _ = try readLines([path]) }
    }

    @Test func flippedBitsAreCaughtAndLinesBeforeThemKept() throws {
        var damaged = try bytes(Self.gzip)
        damaged[damaged.count - 6] ^= 1
        var reader = try LineReader(paths: [directory.write(damaged, as: "e.gz")])
        var batch = RecordBatch()
        #expect(try reader.next(into: &batch, limit: 10))
        #expect(batch.records.count == 2)
        do throws(FileError) {
            _ = try reader.next(into: &batch, limit: 10)
            Issue.record("the checksum was not looked at")
        } catch {
            guard case .corrupt = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(arguments: ["e.gz", "e.zst"])
    func anEmptyFileIsNoCompressedOne(name: String) throws {
        let path = try directory.write("", as: name)
        #expect(throws: FileError.self) { _ = try readLines([path]) }
    }
}
