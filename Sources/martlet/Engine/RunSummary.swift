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
    var firstEvent: Instant?
    var lastEvent: Instant?
    var clock: Instant?
    var seconds: Double

    /// Events a second, records of every kind counted.
    var rate: Double { seconds > 0 ? Double(counters.records) / seconds : 0 }

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
        var bytes: [UInt8] = []
        bytes.append(#"{"events":"# as StaticString)
        bytes.append(integer: counters.records)
        bytes.append(#","accepted":"# as StaticString)
        bytes.append(integer: counters.accepted)
        bytes.append(#","duplicates":"# as StaticString)
        bytes.append(integer: counters.duplicates)
        bytes.append(#","dead_letters":{"# as StaticString)
        let reasons = counters.deadLetters.sorted { $0.key.rawValue < $1.key.rawValue }
        for (index, reason) in reasons.enumerated() {
            bytes.append((index > 0 ? "," : "") as StaticString)
            bytes += [UInt8](quoted: reason.key.rawValue)
            bytes.append(":" as StaticString)
            bytes.append(integer: reason.value)
        }
        bytes.append("}" as StaticString)
        for (name, count) in counts {
            bytes.append("," as StaticString)
            bytes += [UInt8](quoted: name)
            bytes.append(":" as StaticString)
            bytes.append(integer: count)
        }
        bytes.append(#","customers":"# as StaticString)
        bytes.append(integer: customers)
        bytes.append(#","segment_changes":"# as StaticString)
        bytes.append(integer: counters.changes)
        bytes.append(#","segments":{"# as StaticString)
        for (index, segment) in segments.enumerated() {
            bytes.append((index > 0 ? "," : "") as StaticString)
            bytes += [UInt8](quoted: segment.name)
            bytes.append(":" as StaticString)
            bytes.append(integer: segment.members)
        }
        bytes.append("}" as StaticString)
        if let flaps {
            bytes.append(#","flaps":{"# as StaticString)
            for (index, count) in flaps.enumerated() {
                bytes.append((index > 0 ? "," : "") as StaticString)
                bytes += [UInt8](quoted: segments[index].name)
                bytes.append(":" as StaticString)
                bytes.append(integer: count)
            }
            bytes.append("}" as StaticString)
        }
        for (name, instant) in [
            ("first_event_at", firstEvent), ("last_event_at", lastEvent), ("clock_at", clock),
        ] {
            bytes.append("," as StaticString)
            bytes += [UInt8](quoted: name)
            bytes.append(":" as StaticString)
            bytes.append(instant: instant ?? .never)
        }
        bytes.append(#","seconds":"# as StaticString)
        bytes.append(double: (seconds * 1000).rounded() / 1000)
        bytes.append(#","events_per_second":"# as StaticString)
        bytes.append(double: rate.rounded())
        bytes.append("}\n" as StaticString)
        return bytes
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
            segments: segments, flaps: flaps, firstEvent: first == .never ? nil : first,
            lastEvent: last == .distantPast ? nil : last,
            clock: clock == .distantPast ? nil : clock, seconds: seconds)
    }

    /// The figures for a person.
    var text: String {
        let number = ProgressLine.grouped
        let letters = counters.deadLetters.values.reduce(0, +)
        var lines = [
            "\(number(counters.records)) events in \((seconds * 100).rounded() / 100) s "
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
