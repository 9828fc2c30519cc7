import Foundation
import MartletStorage
import Testing

@Suite struct OutputFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func theNameComesWithTheWholeFile() throws {
        try directory.write("old", as: "out")
        var file = try OutputFile.create(directory.path("out"))
        try file.append(Array("ab".utf8))
        try file.appendLine(Array("xcdx".utf8)[1...2])
        #expect(file.byteCount == 5)
        try file.flush()
        #expect(directory.contents("out") == "old")
        #expect(directory.names == ["out", "out.part"])
        try file.finish()
        #expect(directory.contents("out") == "abcd\n")
        #expect(directory.names == ["out"])
    }

    @Test func anUnfinishedFileLeavesNothingBehind() throws {
        do {
            var file = try OutputFile.create(directory.path("out"))
            try file.append([1])
        }
        #expect(directory.names.isEmpty)
    }

    @Test func manyLinesThroughTheBuffer() throws {
        let line = Array(String(repeating: "y", count: 999).utf8)
        var file = try OutputFile.create(directory.path("out"))
        for _ in 0..<1000 { try file.appendLine(line[...]) }
        try file.append([UInt8](repeating: 0x7A, count: 3 * OutputFile.bufferSize))
        try file.finish()
        let text = try #require(directory.contents("out"))
        #expect(text.utf8.count == 1_000_000 + 3 * OutputFile.bufferSize)
        let lines: [Substring] = text.split(separator: "\n")
        #expect(lines.prefix(1000).allSatisfy { $0.utf8.count == 999 })
    }

    @Test func aFullDiskSaysSo() throws {
        var file = try OutputFile.create("/dev/full")
        try file.append([1])
        do throws(FileError) {
            try file.finish()
            Issue.record("nothing was wrong")
        } catch {
            #expect(
                error == .cannotWrite(path: "/dev/full", reason: "no space left on the device"))
            #expect(error.exitCode == 73)
        }
    }

    @Test func placesThatCannotBeWritten() throws {
        let absent = directory.path("absent/out")
        let error = #expect(throws: FileError.self) { _ = try OutputFile.create(absent) }
        #expect(error?.exitCode == 73)
        #expect(throws: FileError.self) { _ = try OutputFile.create(directory.url.path) }
    }

    @Test func directoriesAreMadeDownToTheLast() throws {
        let path = directory.path("a/b/c")
        try OutputDirectory.create(path)
        try OutputDirectory.create(path + "/")
        try directory.write("x", as: "a/b/c/d")
        #expect(directory.contents("a/b/c/d") == "x")
        #expect(throws: FileError.self) { try OutputDirectory.create(path + "/d/e") }
        #expect(throws: FileError.self) { try OutputDirectory.create(path + "/d") }
    }
}
