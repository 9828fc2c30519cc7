import Foundation
import MartletStorage
import Testing

@Suite struct StateDirectoryTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func itIsMadeAndLocked() throws {
        let path = directory.path("a/b")
        let first = try StateDirectory(path, owner: "process 17")
        #expect(first.path == path)
        #expect(throws: FileError.inUse(path: path, owner: "process 17")) {
            _ = try StateDirectory(path, owner: "process 18")
        }
        do throws(FileError) {
            _ = try StateDirectory(path, owner: "process 18")
        } catch {
            #expect(error.exitCode == 11)
            #expect(error.description == "\(path): in use by another process (process 17)")
        }
        withExtendedLifetime(first) {}
    }

    @Test func theLockGoesWithItsOwner() throws {
        do { _ = try StateDirectory(directory.path("state"), owner: "process 170000") }
        let second = try StateDirectory(directory.path("state"), owner: "process 2")
        #expect(directory.contents("state/lock") == "process 2\n")
        withExtendedLifetime(second) {}
    }

    @Test func whatUnfinishedWritesLeftIsRemoved() throws {
        try directory.write("", as: "partition-0-1.checkpoint.partial-0")
        try directory.write("", as: "partition-0-1.checkpoint")
        try directory.write("", as: "notes.txt")
        let state = try StateDirectory(directory.url.path, owner: "process 1")
        #expect(directory.names == ["lock", "notes.txt", "partition-0-1.checkpoint"])
        withExtendedLifetime(state) {}
    }

    @Test func whatIsNoDirectoryIsRefused() throws {
        let path = try directory.write("", as: "file")
        do throws(FileError) {
            _ = try StateDirectory(path, owner: "process 1")
            Issue.record("accepted")
        } catch {
            #expect(error.exitCode == 73)
        }
    }
}
