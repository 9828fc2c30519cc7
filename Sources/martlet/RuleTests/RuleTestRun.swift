import MartletProfile
import MartletStorage
import MartletStream
import MartletWire

/// One case on its way through the engine.
struct RuleTestRun: ~Copyable {
    private let test: RuleTestCase
    private let plan: StreamPlan
    private let timeline: CustomerTimeline
    private var history: History
    private var checker: LineChecker
    /// What is asked about an instant, soonest first, and how far that has been answered.
    private let dated: [Int]
    private var answered = 0
    private var failures: [(expectation: Int, failure: RuleTestFailure)] = []
    private var rejections: [RuleTestFailure] = []
    private var deadLetters = 0

    /// Runs a case.
    ///
    /// The state at an instant is that after everything at that instant: events that come before
    /// the first one later than it, and deadlines up to it.
    ///
    /// - Throws: ``FileError`` or ``LogError``.
    static func run(_ test: RuleTestCase, plan: StreamPlan) throws -> RuleTestResult {
        let started = SystemClock.seconds
        var run = try RuleTestRun(test, plan: plan)
        try run.apply()
        try run.finish()
        return RuleTestResult(
            name: test.name, origin: test.origin, failures: run.collected(),
            seconds: SystemClock.seconds - started)
    }

    private init(_ test: RuleTestCase, plan: StreamPlan) throws {
        self.test = test
        self.plan = plan
        let timeline = CustomerTimeline(
            plan: plan.plan, customers: Set(test.expectations.map(\.customer)))
        self.timeline = timeline
        history = try History(
            plan: plan,
            observer: { table, row, at, cause, events in
                timeline.note(table, row, at: at, cause: cause, events)
            },
            alertObserver: { table, row, at, _, _ in timeline.noteAlerts(table, row, at: at) },
            personaObserver: { table, row, at, _, _ in timeline.noteRefresh(table, row, at: at) })
        checker = LineChecker(plan: plan)
        let expectations = test.expectations
        dated = expectations.indices.filter { expectations[$0].at != nil }
            .sorted { (expectations[$0].at ?? .never, $0) < (expectations[$1].at ?? .never, $1) }
    }

    private mutating func apply() throws {
        switch test.input {
        case .events(let events):
            for event in events { try apply(event.line, event.origin) }
        case .files(let paths):
            var reader = try LineReader(paths: paths)
            var lines = RecordBatch()
            while try reader.next(into: &lines, limit: 4096) {
                for record in lines.records {
                    let range = record.value.start..<record.value.start + record.value.count
                    try apply(Array(lines.bytes[range]), test.origin)
                }
            }
        }
    }

    private mutating func apply(_ line: [UInt8], _ origin: SettingOrigin) throws {
        switch checker.check(line) {
        case .success(let at): try answer(before: at)
        case .failure(let rejection):
            deadLetters += 1
            if rejections.count < 3 {
                rejections.append(
                    RuleTestFailure(
                        origin: origin,
                        message: "the event is a dead letter (\(rejection.reason.rawValue)): "
                            + rejection.detail))
            }
        }
        var batch = RecordBatch()
        batch.bytes = line
        batch.records = [
            RecordBatch.Record(
                input: 0, partition: 0, offset: 0, timestamp: -1, key: .null,
                value: .init(start: 0, count: line.count), headerCount: 0, firstHeader: 0)
        ]
        try history.apply(batch)
    }

    /// Answers what is asked about instants before `instant`.
    private mutating func answer(before instant: Instant) throws {
        while answered < dated.count, let at = test.expectations[dated[answered]].at, at < instant {
            if at > history.clock { try history.pass(to: at) }
            check(dated[answered], at: at)
            answered += 1
        }
    }

    private mutating func finish() throws {
        try answer(before: .never)
        if let until = test.until, until > history.clock { try history.pass(to: until) }
        for index in test.expectations.indices where test.expectations[index].at == nil {
            checkNever(index)
        }
    }

    /// The failures in the order of the expectations, each with what happened around it.
    private consuming func collected() -> [RuleTestFailure] {
        let all = failures.sorted { $0.expectation < $1.expectation }.map { index, failure in
            var failure = failure
            let expectation = test.expectations[index]
            let entries = timeline.entries[expectation.customer] ?? []
            failure.timeline = RuleTestFailure.around(failure.at, entries)
            failure.found = RuleTestCheck.found(expectation, timeline) ?? failure.found
            return failure
        }
        guard deadLetters != test.deadLetters else { return all }
        var failure = RuleTestFailure(
            origin: test.origin,
            message: "\(deadLetters) of the events are dead letters, not \(test.deadLetters)")
        failure.expected = "\(test.deadLetters)"
        failure.found = "\(deadLetters)"
        return (test.deadLetters == 0 && !rejections.isEmpty ? rejections : [failure]) + all
    }
}

extension RuleTestRun {
    /// Compares an expectation with the state at its instant.
    private mutating func check(_ index: Int, at: Instant) {
        let expectation = test.expectations[index]
        let timeline = timeline
        let failure = history.withTable { table in
            RuleTestCheck(expectation: expectation, at: at, timeline: timeline).failure(in: table)
        }
        if let failure { failures.append((index, failure)) }
    }

    private mutating func checkNever(_ index: Int) {
        let expectation = test.expectations[index]
        guard case .never(let segment) = expectation.demand else { return }
        let entries = timeline.entries[expectation.customer] ?? []
        guard let entry = entries.first(where: { $0.entered.contains(segment) }) else { return }
        var failure = RuleTestFailure(
            origin: expectation.origin,
            message: "\(expectation.customer) enters '\(segment)' at \(ReportText.text(entry.at))")
        failure.customer = expectation.customer
        failure.at = entry.at
        failure.expected = "never in \(segment)"
        failure.found = "entered at \(ReportText.text(entry.at))"
        failure.reasons = entry.reasons.filter { $0.key == segment }.map { ($0.key, $0.value) }
        failures.append((index, failure))
    }
}
