import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// Two rule books over one history, read once.
struct Comparison: ~Copyable {
    private let watches: [RuleBookWatch]
    private var a: History
    private var b: History
    private let encoders: [FeatureEncoder]
    /// Lines read.
    private var lines = 0
    private var end = Instant.distantPast

    /// Makes two engines that have seen nothing.
    ///
    /// - Throws: ``LogError``.
    init(_ planA: StreamPlan, _ planB: StreamPlan) throws(LogError) {
        let watchA = RuleBookWatch(plan: planA.plan)
        let watchB = RuleBookWatch(plan: planB.plan)
        watches = [watchA, watchB]
        encoders = [FeatureEncoder(plan: planA.plan), FeatureEncoder(plan: planB.plan)]
        let first = try History(plan: planA) { table, row, at, _, _ in
            watchA.note(table, row, at: at)
        }
        let second = try History(plan: planB) { table, row, at, _, _ in
            watchB.note(table, row, at: at)
        }
        a = first
        b = second
    }

    /// Reads everything, then lets time pass to the last event or to `until`.
    ///
    /// - Throws: ``FileError`` or ``LogError``.
    mutating func run(
        events: [String], until: Instant?, progress: inout ProgressLine
    ) throws {
        var reader = try LineReader(paths: events)
        var batch = RecordBatch()
        while try reader.next(into: &batch, limit: 4096) {
            lines += batch.records.count
            try a.apply(batch)
            try b.apply(batch)
            progress.update(
                lines,
                fraction: reader.total.map { Double(reader.position) / Double(max(1, $0)) })
        }
        end = max(a.clock, b.clock)
        if end != .distantPast {
            end = max(end, until ?? end)
            try a.pass(to: end)
            try b.pass(to: end)
        }
        progress.clear()
    }

    /// What came out.
    ///
    /// - Parameter limit: Customers to describe.
    /// - Returns: The figures of all segments, and the first customers who differ.
    func report(limit: Int) -> ComparisonReport {
        var report = ComparisonReport(
            events: lines, accepted: [a.counters.accepted, b.counters.accepted],
            changes: [a.counters.changes, b.counters.changes],
            firstEvent: min(a.firstEvent, b.firstEvent), clock: end)
        let flaps = [a.withTable { $0.flaps ?? [] }, b.withTable { $0.flaps ?? [] }]
        let names = Set(watches[0].names + watches[1].names).sorted()
        var counts = [MemberCounts](repeating: MemberCounts(), count: names.count)
        a.withTable { tableA in
            b.withTable { tableB in
                compare(tableA, tableB, names, &counts, &report, limit: limit)
                report.personas = PersonaDifference.all(tableA, tableB)
            }
        }
        for (index, name) in names.enumerated() {
            report.segments.append(
                SegmentDifference(
                    name: name, a: side(0, name, counts[index].onlyA, flaps[0], report),
                    b: side(1, name, counts[index].onlyB, flaps[1], report),
                    both: counts[index].both))
        }
        let sides = [a.withTable(AlertSummary.all), b.withTable(AlertSummary.all)]
        report.alerts = Set(sides.flatMap { $0.map(\.name) }).sorted().map { name in
            (name, sides.map { $0.first { $0.name == name } })
        }
        return report
    }

    private func side(
        _ book: Int, _ name: String, _ only: Int, _ flaps: [Int], _ report: ComparisonReport
    ) -> SegmentDifference.Side? {
        let watch = watches[book]
        guard let index = watch.names.firstIndex(of: name) else { return nil }
        let volume = watch.volumes[index]
        let start = report.firstEvent
        let days = report.days
        return SegmentDifference.Side(
            members: volume.last, only: only, minimum: volume.minimum(since: start),
            maximum: volume.maximum, mean: volume.mean(from: start, to: end),
            entries: volume.entries, exits: volume.exits, flaps: flaps[index],
            flapsPerDay: days > 0 ? Double(flaps[index]) / days : 0)
    }
}

/// Members of a segment at the end.
private struct MemberCounts {
    var onlyA = 0
    var onlyB = 0
    var both = 0
}

extension Comparison {
    /// A segment's index in each book; -1 = the book does not have it.
    private struct Pair {
        var name: String
        var a: Int
        var b: Int
    }

    /// Counts members, and describes the first customers whose segments differ: those of A in the
    /// order of their first events, then those that only B has.
    private func compare(
        _ tableA: borrowing ProfileTable, _ tableB: borrowing ProfileTable, _ names: [String],
        _ counts: inout [MemberCounts], _ report: inout ComparisonReport, limit: Int
    ) {
        let pairs = names.map { name in
            Pair(
                name: name, a: watches[0].names.firstIndex(of: name) ?? -1,
                b: watches[1].names.firstIndex(of: name) ?? -1)
        }
        for row in tableA.rows {
            let other = tableA.withCustomer(row) { tableB.find($0) } ?? -1
            add(tableA, row, tableB, other, pairs, &counts, &report, limit)
        }
        report.customers = tableA.count
        for row in tableB.rows where tableB.withCustomer(row, { tableA.find($0) }) == nil {
            add(tableA, -1, tableB, row, pairs, &counts, &report, limit)
            report.customers += 1
        }
    }

    private func add(
        _ tableA: borrowing ProfileTable, _ rowA: Int, _ tableB: borrowing ProfileTable,
        _ rowB: Int, _ pairs: [Pair], _ counts: inout [MemberCounts],
        _ report: inout ComparisonReport, _ limit: Int
    ) {
        var differing: [Pair] = []
        for (index, pair) in pairs.enumerated() {
            let isInA = pair.a >= 0 && rowA >= 0 && tableA.isMember(rowA, of: pair.a)
            let isInB = pair.b >= 0 && rowB >= 0 && tableB.isMember(rowB, of: pair.b)
            if isInA, isInB { counts[index].both += 1 }
            if isInA, !isInB { counts[index].onlyA += 1 }
            if isInB, !isInA { counts[index].onlyB += 1 }
            if isInA != isInB { differing.append(pair) }
        }
        guard !differing.isEmpty else { return }
        report.differingCustomers += 1
        guard report.differences.count < limit else { return }
        var difference = CustomerDifference(
            customer: "", segmentsInA: segments(tableA, rowA, 0),
            segmentsInB: segments(tableB, rowB, 1), segments: [])
        difference.customer = rowA >= 0 ? customer(tableA, rowA) : customer(tableB, rowB)
        for pair in differing {
            difference.segments.append(
                CustomerDifference.Segment(
                    name: pair.name, isInA: difference.segmentsInA.contains(pair.name),
                    a: rule(tableA, rowA, pair.a, 0), b: rule(tableB, rowB, pair.b, 1)))
        }
        report.differences.append(difference)
    }

    private func rule(
        _ table: borrowing ProfileTable, _ row: Int, _ segment: Int, _ book: Int
    ) -> RuleReport? {
        guard row >= 0, segment >= 0 else { return nil }
        let isMember = table.isMember(row, of: segment)
        return RuleReport(table, row, segment, at: end, isMember: isMember, encoders[book])
    }

    private func segments(
        _ table: borrowing ProfileTable, _ row: Int, _ book: Int
    ) -> [String] {
        guard row >= 0 else { return [] }
        var found: [String] = []
        for (index, name) in watches[book].names.enumerated() where table.isMember(row, of: index) {
            found.append(name)
        }
        return found
    }

    private func customer(_ table: borrowing ProfileTable, _ row: Int) -> String {
        var bytes: [UInt8] = []
        table.withCustomer(row) { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
