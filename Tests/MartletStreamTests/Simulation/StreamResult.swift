/// What a run leaves behind, as its readers see it.
struct StreamResult: Equatable {
    /// Segment changes of each customer in their order.
    var changes: [String: [String]] = [:]
    /// Dead letters with their headers, sorted.
    var deadLetters: [String] = []
    /// Final profiles, sorted.
    var profiles: [String] = []

    /// The first thing that is not as in `expected`, or not as it must be in any run.
    func difference(from expected: StreamResult) -> String? {
        for customer in Set(changes.keys).union(expected.changes.keys).sorted() {
            let found = changes[customer] ?? []
            for (index, change) in found.enumerated()
            where !change.hasPrefix(#"{"id":"segment:\#(customer):\#(index + 1)""#) {
                return "seq is not \(index + 1) in \(change)"
            }
            let wanted = expected.changes[customer] ?? []
            if let text = StreamResult.difference(found, wanted) { return text }
        }
        return StreamResult.difference(deadLetters, expected.deadLetters)
            ?? StreamResult.difference(profiles, expected.profiles)
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
