import MartletProfile
import MartletStream
import MartletWire

/// The figures of one run, as `summary.json` and as text.
struct RunSummary {
    var counters: StreamCounters
    var customers: Int
    /// Name and members of each segment, sorted by name.
    var segments: [(name: String, members: Int)]
    /// Flaps of each segment, in the same order; nil = not counted.
    var flaps: [Int]?
    /// How each churn alert turned out, sorted by name.
    var alerts: [AlertSummary] = []
    /// Name and customers of each persona, sorted by name, and the refreshes; nil = there are none.
    var personas: (members: [(name: String, members: Int)], refreshes: Int)?
    var firstEvent: Instant?
    var lastEvent: Instant?
    var clock: Instant?
    /// Time that all of it took.
    var seconds: Double
    /// Time of that for writing the final state of every profile.
    var profilesSeconds = 0.0

    /// Time until every event was processed and its records were written.
    private var eventSeconds: Double { seconds - profilesSeconds }

    /// Events a second, records of every kind counted.
    var rate: Double { eventSeconds > 0 ? Double(counters.records) / eventSeconds : 0 }

    /// What was met and is no dead letter, by kind.
    private var counts: [(name: String, count: Int)] {
        [
            ("tombstones", counters.tombstones), ("late", counters.late),
            ("very_late", counters.veryLate), ("missing_fields", counters.missingFields),
            ("limited", counters.limited), ("evaluation_errors", counters.evaluationErrors),
        ]
    }

    /// `summary.json`, one object.
    var json: [UInt8] {
        var members: [(String, String)] = [
            ("events", "\(counters.records)"), ("accepted", "\(counters.accepted)"),
            ("duplicates", "\(counters.duplicates)"),
            ("dead_letters", JSONString.object(deadLetters)),
        ]
        members += counts.map { ($0.name, "\($0.count)") }
        members += [
            ("customers", "\(customers)"), ("segment_changes", "\(counters.changes)"),
            ("segments", JSONString.object(segments.map { ($0.name, "\($0.members)") })),
        ]
        if let flaps {
            let named = zip(segments, flaps).map { ($0.name, "\($1)") }
            members.append(("flaps", JSONString.object(named)))
        }
        if !alerts.isEmpty {
            members.append(("alerts", JSONString.object(alerts.map { ($0.name, $0.json) })))
        }
        if let personas {
            let named = personas.members.map { ($0.name, "\($0.members)") }
            members.append(("persona_refreshes", "\(personas.refreshes)"))
            members.append(("personas", JSONString.object(named)))
        }
        members += [
            ("first_event_at", InstantText.json(firstEvent)),
            ("last_event_at", InstantText.json(lastEvent)),
            ("clock_at", InstantText.json(clock)),
            ("seconds", "\((seconds * 1000).rounded() / 1000)"),
            ("profiles_seconds", "\((profilesSeconds * 1000).rounded() / 1000)"),
            ("events_per_second", "\(Int(rate.rounded()))"),
        ]
        return Array((JSONString.object(members) + "\n").utf8)
    }

    private var deadLetters: [(String, String)] {
        counters.deadLetters.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { ($0.key.rawValue, "\($0.value)") }
    }
}

extension RunSummary {
    /// The figures of a worker's shards.
    init(shards: [Shard], counters: StreamCounters, seconds: Double) {
        let book = shards.first?.table.plan.book
        let segments = (book?.segments ?? []).enumerated().map { index, segment in
            (segment.definition.name, shards.reduce(0) { $0 + $1.table.members[index] })
        }
        var flaps: [Int]?
        for shard in shards {
            guard let counted = shard.table.flaps else { continue }
            flaps = flaps.map { zip($0, counted).map(+) } ?? counted
        }
        let first = shards.map(\.firstEvent).min() ?? .never
        let last = shards.map(\.lastEvent).max() ?? .distantPast
        let clock = shards.map({ $0.table.clock }).max() ?? .distantPast
        self.init(
            counters: counters, customers: shards.reduce(0) { $0 + $1.table.count },
            segments: segments, flaps: flaps,
            alerts: AlertSummary.all(
                shards.first?.table.plan.alerts.alerts ?? [], counters.tallies),
            personas: Self.personas(shards),
            firstEvent: first == .never ? nil : first,
            lastEvent: last == .distantPast ? nil : last,
            clock: clock == .distantPast ? nil : clock, seconds: seconds)
    }

    private static func personas(
        _ shards: [Shard]
    ) -> (members: [(name: String, members: Int)], refreshes: Int)? {
        guard shards.first?.table.plan.personas != nil else { return nil }
        var members: [String: Int] = [:]
        for shard in shards {
            for (name, count) in shard.table.personaMembers { members[name, default: 0] += count }
        }
        return (
            members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            shards.reduce(0) { $0 + $1.table.personaRefreshes }
        )
    }

    /// The figures for a person.
    var text: String {
        let number = ProgressLine.grouped
        let letters = counters.deadLetters.values.reduce(0, +)
        var lines = [
            "\(number(counters.records)) events in \((eventSeconds * 100).rounded() / 100) s "
                + "(\(number(Int(rate)))/s): \(number(counters.accepted)) accepted, "
                + "\(number(counters.duplicates)) duplicates, \(number(letters)) dead letters",
            "\(number(customers)) customers, \(number(counters.changes)) segment changes",
        ]
        let width = segments.map(\.name.utf8.count).max() ?? 0
        for (index, segment) in segments.enumerated() {
            let padding = String(repeating: " ", count: width - segment.name.utf8.count)
            let flaps = flaps.map { $0[index] } ?? 0
            lines.append(
                "  \(segment.name)\(padding)  \(number(segment.members))"
                    + (flaps > 0 ? "  (left within a day: \(number(flaps)) times)" : ""))
        }
        if !alerts.isEmpty { lines.append("\(number(counters.alerts)) changes of churn alerts") }
        lines += alerts.map(\.text)
        if let personas {
            lines.append("\(number(personas.refreshes)) refreshes of personas")
            lines += personas.members.map { "  \($0.name)  \(number($0.members))" }
        }
        for (reason, count) in counters.deadLetters.sorted(by: { $0.key.rawValue < $1.key.rawValue }
        ) {
            lines.append("  dead letters, \(reason.rawValue): \(number(count))")
        }
        for (name, count) in counts where count > 0 {
            lines.append("  \(name.replacing("_", with: " ")): \(number(count))")
        }
        return lines.joined(separator: "\n")
    }
}
