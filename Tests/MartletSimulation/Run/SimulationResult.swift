import MartletStream

/// What a run leaves behind, as its readers see it.
package struct SimulationResult: Equatable {
    /// Segment changes of each customer in their order.
    package var changes: [String: [String]] = [:]
    /// Dead letters with their headers, sorted.
    package var deadLetters: [String] = []
    /// Final profiles, sorted.
    package var profiles: [String] = []

    /// Reads the outputs of a cluster.
    init(_ cluster: SimulatedCluster, profiles: [String]) {
        self.profiles = profiles
        for message in cluster.read(.segmentChanges) {
            let key = String(decoding: message.key ?? [], as: UTF8.self)
            let value = String(decoding: message.value ?? [], as: UTF8.self)
            changes[key, default: []].append(value)
        }
        deadLetters = cluster.read(.deadLetters).map { message in
            let headers = message.headers.map { header in
                "\(String(decoding: header.name, as: UTF8.self))="
                    + (header.value.map { String(decoding: $0, as: UTF8.self) } ?? "null")
            }
            return (headers + [String(decoding: message.value ?? [], as: UTF8.self)])
                .joined(separator: "|")
        }.sorted()
    }

    /// The first thing that is not as in `expected`, or not as it must be in any run.
    package func difference(from expected: SimulationResult) -> String? {
        for customer in Set(changes.keys).union(expected.changes.keys).sorted() {
            let found = changes[customer] ?? []
            for (index, change) in found.enumerated()
            where !change.hasPrefix(#"{"id":"segment:\#(customer):\#(index + 1)""#) {
                return "seq is not \(index + 1) in \(change)"
            }
            let wanted = expected.changes[customer] ?? []
            if let text = Self.difference(found, wanted) { return "change: \(text)" }
        }
        return Self.difference(deadLetters, expected.deadLetters).map { "dead letter: \($0)" }
            ?? Self.difference(profiles, expected.profiles).map { "profile: \($0)" }
    }

    private static func difference(_ found: [String], _ expected: [String]) -> String? {
        for index in 0..<max(found.count, expected.count) {
            let left = index < found.count ? found[index] : "nothing"
            let right = index < expected.count ? expected[index] : "nothing"
            if left != right { return "found \(left)\nexpected \(right)" }
        }
        return nil
    }
}
