import Foundation
import MartletStorage
import MartletStream
import Testing

@Suite struct CheckpointDirectoryTests {
    let directory: TemporaryDirectory
    let store: CheckpointDirectory

    init() throws {
        directory = try TemporaryDirectory()
        store = CheckpointDirectory(
            try StateDirectory(directory.path("state"), owner: "process 1"))
    }

    /// Waits for the outcome of a step.
    private func perform(_ step: CheckpointStep) -> CheckpointStep.Outcome {
        store.start(step)
        while true {
            if let outcome = store.takeOutcome() { return outcome }
            Thread.sleep(forTimeInterval: 0.001)
        }
    }

    /// Why a step failed; nil if it did not.
    private func failure(_ step: CheckpointStep) -> StorageFailure? {
        if case .failed(let failure) = perform(step) { failure } else { nil }
    }

    private func bytes(_ name: String) -> [UInt8] {
        (try? Data(contentsOf: directory.url.appending(path: "state/\(name)"))).map(Array.init)
            ?? []
    }

    @Test func stepsMakeAFile() throws {
        #expect(perform(.create("a.partial")) == .done)
        #expect(store.takeOutcome() == nil)
        #expect(perform(.append([1, 2, 3])) == .done)
        #expect(perform(.append([UInt8](repeating: 7, count: 3 << 20))) == .done)
        #expect(perform(.synchronize) == .done)
        #expect(perform(.rename("a.partial", to: "a")) == .done)
        #expect(perform(.synchronizeNames) == .done)
        #expect(bytes("a").count == 3 + (3 << 20))
        #expect(try store.names().sorted() == ["a", "lock"])
        #expect(perform(.create("a")) == .done)
        #expect(bytes("a").isEmpty)
        #expect(perform(.giveUp) == .done)
        #expect(perform(.remove("a")) == .done)
        #expect(perform(.remove("a")) == .done)
        #expect(try store.names() == ["lock"])
    }

    @Test func aFileIsReadInPieces() throws {
        try directory.write(Array(0..<100), as: "state/a")
        #expect(try store.open("a") == 100)
        var bytes: [UInt8] = [9, 9]
        try store.read(60, into: &bytes)
        #expect(bytes == Array(0..<60))
        try store.read(10, into: &bytes)
        #expect(bytes == Array(60..<70))
        try store.read(60, into: &bytes)
        #expect(bytes == Array(70..<100))
        try store.read(5, into: &bytes)
        #expect(bytes.isEmpty)
        store.close()
        #expect(throws: StorageFailure.self) { try store.read(5, into: &bytes) }
        #expect(throws: StorageFailure.self) { try store.open("b") }
    }

    @Test func failuresAreOutcomes() throws {
        let first = failure(.append([1]))
        #expect(first?.operation == "write")
        #expect(first?.reason.contains("no file is open") == true)
        let second = failure(.rename("x", to: "y"))
        #expect(second?.operation == "rename")
        #expect(second?.reason.contains("No such file") == true)
        try FileManager.default.removeItem(atPath: directory.path("state"))
        #expect(failure(.create("a"))?.operation == "create")
        #expect(throws: StorageFailure.self) { try store.names() }
    }

    @Test func aFullDiskSaysSo() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("state/a"), withDestinationPath: "/dev/full")
        #expect(perform(.create("a")) == .done)
        #expect(failure(.append([1]))?.reason.contains("no space left on the device") == true)
    }
}
