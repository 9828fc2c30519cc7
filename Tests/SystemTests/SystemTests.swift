import Foundation
import Testing

/// The system tests, as part of `swift test` where there is a cluster.
struct SystemTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// Runs `run.py` with the command as it was built; what it says goes to standard output.
    @Test(
        .enabled(
            if: environment["MARTLET_TEST_BOOTSTRAP"] != nil,
            "MARTLET_TEST_BOOTSTRAP names no cluster"))
    func promisesAreKeptOnTheCluster() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let repository = folder.deletingLastPathComponent().deletingLastPathComponent()
        let own = repository.appendingPathComponent(".build-python/bin/python").path
        var environment = Self.environment
        if environment["MARTLET"] == nil {
            environment["MARTLET"] = Bundle.main.bundleURL.appendingPathComponent("martlet").path
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            FileManager.default.isExecutableFile(atPath: own) ? own : "python3",
            folder.appendingPathComponent("run.py").path,
        ]
        process.environment = environment
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "see the output; it needs python3-confluent-kafka")
    }
}
