import Foundation
import MartletProfile
import MartletStorage
import MartletStream
import Testing

/// A line as it came out: which file, its number, its text.
struct ReadLine: Equatable {
    var file: Int
    var number: Int64
    var text: String
}

func readLines(_ paths: [String], limit: Int = 100) throws -> [ReadLine] {
    var reader = try LineReader(paths: paths)
    var batch = RecordBatch()
    var lines: [ReadLine] = []
    while try reader.next(into: &batch, limit: limit) {
        #expect(!batch.records.isEmpty && batch.records.count <= limit)
        for record in batch.records {
            let end = record.value.start + record.value.count
            #expect(end + LineReader.slack <= batch.bytes.count)
            let text = String(decoding: batch.bytes[record.value.start..<end], as: UTF8.self)
            lines.append(ReadLine(file: Int(record.input), number: record.offset, text: text))
        }
    }
    return lines
}

@Suite struct LineReaderTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: ["a\nbc\n", "a\nbc", "a\r\nbc\r\n", "\u{FEFF}a\nbc\n"])
    func lineEnds(text: String) throws {
        let lines = try readLines([directory.write(text, as: "e")])
        #expect(lines.map(\.text) == ["a", "bc"])
    }

    @Test func emptyLinesArePassedOverAndCounted() throws {
        let path = try directory.write("\n\na\n\r\nb\n\n", as: "e")
        var reader = try LineReader(paths: [path])
        var batch = RecordBatch()
        #expect(try reader.next(into: &batch, limit: 10))
        #expect(batch.records.map(\.offset) == [2, 4])
        #expect(try !reader.next(into: &batch, limit: 10))
        #expect(reader.lines == 6)
        #expect(reader.emptyLines == 4)
    }

    @Test(arguments: ["", "\n", "\n\n\n"])
    func nothingInTheFile(text: String) throws {
        #expect(try readLines([directory.write(text, as: "e")]).isEmpty)
    }

    @Test func noFileAtAll() throws {
        #expect(try readLines([]).isEmpty)
    }

    @Test func bytesOfEveryKindArriveAsTheyAre() throws {
        let odd: [UInt8] = [0x7B, 0x00, 0xFF, 0x0D, 0x31, 0x0A, 0x0A, 0x20, 0x0A]
        var reader = try LineReader(paths: [directory.write(odd, as: "e")])
        var batch = RecordBatch()
        #expect(try reader.next(into: &batch, limit: 10))
        let values = batch.records.map {
            Array(batch.bytes[$0.value.start...].prefix($0.value.count))
        }
        #expect(values == [[0x7B, 0x00, 0xFF, 0x0D, 0x31], [0x20]])
    }

    @Test func filesInTheOrderGivenAndNeverTwoInOneBatch() throws {
        let paths = try [
            directory.write("a\nb\n", as: "2"), directory.write("", as: "0"),
            directory.write("c\n", as: "1"),
        ]
        var reader = try LineReader(paths: paths)
        #expect(reader.total == 6)
        var batch = RecordBatch()
        #expect(try reader.next(into: &batch, limit: 10))
        #expect(batch.records.count == 2 && reader.fileIndex == 0)
        #expect(try reader.next(into: &batch, limit: 10))
        #expect(batch.records.count == 1 && reader.fileIndex == 2)
        #expect(batch.records[0].offset == 0 && batch.records[0].input == 2)
        #expect(try !reader.next(into: &batch, limit: 10))
        #expect(reader.position == 6)
    }

    @Test(arguments: [1, 2, 3, 7, 1000, 100_000])
    func limitNeverLosesOrDoublesALine(limit: Int) throws {
        var generator = SplitMix64(seed: UInt64(limit))
        let wanted = (0..<3000).map { number in
            "\(number):" + String(repeating: "x", count: Int(generator.next() % 200))
        }
        let path = try directory.write(wanted.joined(separator: "\n"), as: "e")
        let lines = try readLines([path], limit: limit)
        #expect(lines.map(\.text) == wanted)
        #expect(lines.map(\.number) == Array(0..<3000))
    }

    @Test func longLinesArriveWholeAndTooLongOnesCut() throws {
        let long = [UInt8](repeating: 0x61, count: LineReader.longestLine)
        let longer = [UInt8](repeating: 0x62, count: LineReader.longestLine + 3_000_000)
        let path = try directory.write(
            [0x31, 0x0A] + long + [0x0A] + longer + [0x0A, 0x32, 0x0A] + longer, as: "e")
        var reader = try LineReader(paths: [path])
        var batch = RecordBatch()
        var found: [String] = []
        while try reader.next(into: &batch, limit: 1000) {
            for record in batch.records {
                let first = Character(UnicodeScalar(batch.bytes[record.value.start]))
                found.append("\(first)\(record.value.count)@\(record.offset)")
            }
        }
        let most = LineReader.longestLine
        #expect(found == ["11@0", "a\(most)@1", "b\(most)@2", "21@3", "b\(most)@4"])
        #expect(reader.cutLines == 2 && reader.lines == 5)
    }

    @Test func aBatchEmptiedByItsOwnerIsFilledAllTheSame() throws {
        let path = try directory.write("a\nb\nc\n", as: "e")
        var reader = try LineReader(paths: [path])
        var batch = RecordBatch()
        var texts: [String] = []
        while try reader.next(into: &batch, limit: 2) {
            for value in batch.records.map(\.value) {
                texts.append(
                    String(
                        decoding: batch.bytes[value.start..<value.start + value.count],
                        as: UTF8.self))
            }
            batch.removeAll()
        }
        #expect(texts == ["a", "b", "c"])
    }

    @Test func aPipeIsReadAndHasNoTotal() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("a\nb\nc".utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try LineReader(paths: [path]).total == nil)
        #expect(try readLines([path]).map(\.text) == ["a", "b", "c"])
    }

    @Test func missingFileIsFoundBeforeAnythingIsRead() throws {
        let path = try directory.write("a\n", as: "e")
        let absent = directory.path("absent")
        let error = #expect(throws: FileError.self) { _ = try readLines([path, absent]) }
        #expect(error == .missing(path: absent))
        #expect(error?.exitCode == 66)
    }

    @Test func directoryIsUnreadable() throws {
        let error = #expect(throws: FileError.self) { _ = try readLines([directory.url.path]) }
        #expect(error?.exitCode == 65)
    }
}
