import Foundation
import MartletKafka
import MartletProfile
import MartletStream
import Synchronization

/// Time from the sending of an event to its segment change at a reader, at a steady rate.
struct LatencyBenchmark {
    /// Events.
    var count: Int
    /// Events a second.
    var rate = 10_000
    /// Customers.
    var customers = 10_000
    /// Commit intervals, ms; one run for each.
    var intervals: [Int64] = [100, 10]
    /// Events at the start that are not counted.
    var warmUp = 0

    /// The topics that must be there.
    var topics: [String] {
        intervals.flatMap { ["latency-\($0)"] + KafkaStage.outputs("latency-\($0)").values }
    }

    /// One run for every interval.
    func run(on stage: KafkaStage) throws -> [Measurement] {
        try intervals.map { try run($0, on: stage) }
    }

    private func run(_ interval: Int64, on stage: KafkaStage) throws -> Measurement {
        let name = "latency-\(interval)"
        let board = LatencyBoard()
        let service = try service(name, interval, stage, board)
        while board.phase == .starting { Thread.sleep(forTimeInterval: 0.01) }
        let cpu = ProcessTime.seconds()
        let feed = feed(name, stage, board)
        let start = ContinuousClock.now
        let latencies = try read(name, stage, board)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let used = ProcessTime.seconds() - cpu
        board.phase = .stopping
        feed.wait()
        service.wait()
        if let failure = board.failure { throw failure }
        let details: [(String, Double)] = [
            ("p50 ms", Percentile.of(latencies, 50)), ("p99 ms", Percentile.of(latencies, 99)),
            ("max ms", latencies.max() ?? 0), ("events/s", Double(count) / board.sendingSeconds),
            ("cpu %", used / seconds * 100),
        ]
        return Measurement(
            name: "latency, commit \(interval) ms", count: latencies.count, seconds: seconds,
            unit: "change", details: details + board.commits.details)
    }

    /// Every tenth event of a customer enters the segment and the one after it leaves.
    private static func plan() throws -> Plan {
        let all = ["purchase", "browse"].map { FeatureDefinition.Source(type: $0) }
        return try Plan(
            features: [.init(name: "events", aggregate: .count, sources: all)],
            segments: [SegmentDefinition(name: "tenth", when: "events % 10 == 0")])
    }

    private func service(
        _ name: String, _ interval: Int64, _ stage: KafkaStage, _ board: LatencyBoard
    ) throws -> BenchThread {
        let plan = StreamPlan(
            name: name, plan: try LatencyBenchmark.plan(), inputs: [.init(topic: name)],
            clock: .wall, commitInterval: interval)
        let configuration = stage.configuration
        return BenchThread(board) {
            var commits = CommitWatch()
            let stage = KafkaStage(configuration: configuration)
            try stage.run(plan, until: { board.phase == .stopping }) { worker in
                if board.phase == .starting, !worker.shards.isEmpty { board.phase = .running }
                if commits.see(worker) { board.commits = commits }
            }
        }
    }

    /// Sends an event at its time; its id is that time.
    private func feed(_ topic: String, _ stage: KafkaStage, _ board: LatencyBoard) -> BenchThread {
        var sending = stage.configuration
        sending.properties["linger.ms"] = "1"
        let configuration = sending
        let (count, rate, customers) = (count, rate, customers)
        return BenchThread(board) {
            var feed = try EventFeed(to: topic, configuration)
            var random = SplitMix64(seed: 1)
            let start = board.microseconds
            var sent = 0
            while sent < count, board.failure == nil {
                let due = min(count, (board.microseconds - start) * rate / 1_000_000 + 1)
                while sent < due {
                    let text = """
                        {"event_id":"\(board.microseconds)","type":"browse","customer_id":"c\
                        \(random.next() % UInt64(customers))",\
                        "ts":\(Int(Date().timeIntervalSince1970 * 1000))}
                        """
                    feed.append(Array(text.utf8).span)
                    sent += 1
                }
                try feed.send()
                Thread.sleep(forTimeInterval: 0.000_5)
            }
            board.sendingSeconds = Double(board.microseconds - start) / 1e6
            try feed.finish()
            board.isAllSent = true
        }
    }

    /// Reads until nothing has come for a second after the last event, and some changes have.
    ///
    /// - Returns: The latencies of the counted changes, ms.
    private func read(
        _ name: String, _ stage: KafkaStage, _ board: LatencyBoard
    ) throws -> [Double] {
        let topic = "\(name).segment-changes"
        let reader = try KafkaReader(topics: [topic], configuration: stage.configuration)
        let first = board.microseconds + warmUp * 1_000_000 / rate
        var batch = RecordBatch()
        var latencies: [Double] = []
        var quietSince: Int?
        while board.failure == nil {
            try reader.follow(into: &batch, timeout: 50)
            let now = board.microseconds
            for record in batch.records {
                guard let sent = LatencyBenchmark.eventID(record, batch), sent >= first else {
                    continue
                }
                latencies.append(Double(now - sent) / 1_000)
            }
            let isQuiet = board.isAllSent && batch.records.isEmpty
            if !isQuiet { quietSince = now }
            if let quietSince, now - quietSince > 1_000_000 { break }
        }
        return latencies
    }

    private static let mark = Array(#""event_id":""#.utf8)

    private static func eventID(
        _ record: RecordBatch.Record, _ batch: borrowing RecordBatch
    ) -> Int? {
        let value = batch.bytes[record.value.start..<record.value.start + record.value.count]
        guard let mark = value.firstRange(of: mark) else { return nil }
        return value[mark.upperBound...].prefix { $0 != UInt8(ascii: "\"") }.reduce(0) {
            $0 * 10 + Int($1 - UInt8(ascii: "0"))
        }
    }
}
