import Foundation

/// The command as it was built, run as a process of its own.
struct BuiltCommand {
    /// How a run ended.
    struct Result {
        var status: Int32
        var output: String
        var error: String
    }

    /// Runs `martlet` with these arguments and nothing else in its environment.
    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        let process = Process()
        process.executableURL = Bundle.main.bundleURL.appendingPathComponent("martlet")
        process.arguments = arguments
        process.environment = environment
        let output = Pipe()
        let error = Pipe()
        process.standardOutput = output
        process.standardError = error
        try process.run()
        let outputText = output.fileHandleForReading.readDataToEndOfFile()
        let errorText = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: outputText, as: UTF8.self),
            error: String(decoding: errorText, as: UTF8.self))
    }

    /// A file with `text` that is there while `body` runs.
    static func withFile<Value>(_ text: String, _ body: (String) throws -> Value) throws -> Value {
        let path = NSTemporaryDirectory() + "martlet-\(UUID().uuidString).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }
}
