import Foundation

/// The embedded cluster in a process of its own: the `martlet cluster` beside this program.
final class ClusterProcess {
    /// Addresses of the brokers.
    let bootstrapServers: String
    /// Its process id.
    var identifier: Int32 { process.processIdentifier }

    private let process = Process()

    /// Starts the process and waits until it serves.
    ///
    /// - Parameters:
    ///   - topics: Topics to create.
    ///   - partitions: Partitions of each.
    /// - Throws: ``NoCluster``, or Foundation's error if there is no such program.
    init(topics: [String], partitions: Int) throws {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("martlet")
        let pipe = Pipe()
        process.executableURL = program
        process.arguments =
            ["cluster", "--partitions", "\(partitions)"] + topics.flatMap { ["--topic", $0] }
        process.standardOutput = pipe
        try process.run()
        var line = Data()
        while line.last != 0x0A, case let more = pipe.fileHandleForReading.availableData,
            !more.isEmpty
        { line += more }
        bootstrapServers = String(decoding: line.dropLast(), as: UTF8.self)
        guard !bootstrapServers.isEmpty else { throw NoCluster(program: program.path) }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}

/// The cluster's process ended before it served.
struct NoCluster: Error, CustomStringConvertible {
    var program: String

    var description: String { "\(program) cluster did not start" }
}

/// CPU time as the kernel counts it, in steps of 10 ms.
enum ProcessTime {
    /// Seconds that a process and all its threads have computed; nil = this process.
    ///
    /// Source: proc_pid_stat(5), fields 14 and 15, in ticks of which Linux has 100 a second.
    static func seconds(of process: Int32? = nil) -> Double {
        let path = "/proc/\(process.map(String.init) ?? "self")/stat"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        // The second field is the program's name in parentheses, which may hold spaces.
        let fields = text.drop { $0 != ")" }.split(separator: " ")
        guard fields.count > 13 else { return 0 }
        return fields[12...13].compactMap { Double($0) }.reduce(0, +) / 100
    }
}
