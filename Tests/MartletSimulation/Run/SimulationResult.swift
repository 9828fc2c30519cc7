import MartletStream

/// What a run leaves behind, as its readers see it.
package struct SimulationResult: Equatable {
    /// Segment changes of each customer in their order.
    package var changes: [String: [String]] = [:]
    /// Changes of churn alerts of each customer in their order.
    package var alerts: [String: [String]] = [:]
    /// Personas found anew of each customer in their order.
    package var refreshes: [String: [String]] = [:]
    /// Dead letters with their headers, sorted.
    package var deadLetters: [String] = []
    /// Final profiles, sorted.
    package var profiles: [String] = []

    /// Reads the outputs of a cluster.
    init(_ cluster: SimulatedCluster, profiles: [String]) {
        self.profiles = profiles
        changes = Self.records(cluster, .segmentChanges)
        alerts = Self.records(cluster, .churnAlerts)
        refreshes = Self.records(cluster, .personaRefreshes)
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
        Self.difference(changes, expected.changes, "segment").map { "change: \($0)" }
            ?? Self.difference(alerts, expected.alerts, "alert").map { "alert: \($0)" }
            ?? Self.difference(refreshes, expected.refreshes, "persona").map { "refresh: \($0)" }
            ?? Self.difference(deadLetters, expected.deadLetters).map { "dead letter: \($0)" }
            ?? Self.difference(profiles, expected.profiles).map { "profile: \($0)" }
    }

    /// The records of an output by customer.
    private static func records(
        _ cluster: SimulatedCluster, _ output: OutputBatch.Output
    ) -> [String: [String]] {
        var records: [String: [String]] = [:]
        for message in cluster.read(output) {
            let key = String(decoding: message.key ?? [], as: UTF8.self)
            let value = String(decoding: message.value ?? [], as: UTF8.self)
            records[key, default: []].append(value)
        }
        return records
    }

    /// The first difference between records of customers, whose ids begin with `kind` and end with
    /// their numbers.
    private static func difference(
        _ records: [String: [String]], _ expected: [String: [String]], _ kind: String
    ) -> String? {
        for customer in Set(records.keys).union(expected.keys).sorted() {
            let found = records[customer] ?? []
            for (index, record) in found.enumerated()
            where !record.hasPrefix(#"{"id":"\#(kind):\#(customer):\#(index + 1)""#) {
                return "seq is not \(index + 1) in \(record)"
            }
            if let text = difference(found, expected[customer] ?? []) { return text }
        }
        return nil
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
