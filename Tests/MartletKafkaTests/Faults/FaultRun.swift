import Foundation
import MartletKafka
import MartletProfile
import MartletStream

/// A real worker on a cluster of three brokers to which things are done while events flow.
///
/// Every purchase changes a customer's segments, so a customer's changes are numbered like their
/// purchases, and what is missing shows.
final class FaultRun {
    static let customers = 12
    static let partitions: Int32 = 4

    let fixture: Fixture
    let log: KafkaLog
    private var worker: WorkerSlot
    private let producer: KafkaProducer
    private let reader: KafkaReader
    private var batch = RecordBatch()
    private var sent = 0
    /// Changes seen so far: the record of each customer's each number.
    private(set) var changes: [Change: [UInt8]] = [:]
    /// What was wrong with a record.
    private(set) var complaints: [String] = []

    /// One change of one customer.
    struct Change: Hashable {
        var customer: String
        var number: Int
    }

    /// Holds the worker, which cannot be copied.
    private struct WorkerSlot: ~Copyable {
        var worker: Worker<KafkaLog, StepClock>
    }

    init(change: (inout KafkaLogOptions) -> Void = { _ in }) throws {
        fixture = try Fixture(
            brokers: 3, inputs: ["purchases"], partitions: Int(FaultRun.partitions))
        var options = fixture.options()
        options.transactionTimeout = 4_000
        change(&options)
        log = try KafkaLog(
            options, configuration: fixture.cluster.configuration, logger: fixture.logger)
        let purchases = FeatureDefinition(
            name: "purchases", aggregate: .count,
            sources: [FeatureDefinition.Source(type: "purchase")])
        let plan = StreamPlan(
            name: "shop",
            plan: try Plan(
                features: [purchases],
                segments: [SegmentDefinition(name: "odd", when: "purchases % 2 == 1")]),
            inputs: [StreamPlan.Input(topic: "purchases", type: "purchase")], commitInterval: 20)
        worker = WorkerSlot(worker: Worker(plan: plan, log: log, clock: StepClock()))
        producer = try fixture.producer()
        reader = try KafkaReader(
            topics: ["changes"], configuration: fixture.cluster.configuration,
            logger: fixture.logger)
    }

    /// Sends purchases of every customer in turn and waits until they are there.
    func send(_ count: Int) throws {
        var batch = RecordBatch()
        for number in sent..<sent + count {
            let customer = number % FaultRun.customers
            let event = #"{"event_id":"\#(number)","customer_id":"c\#(customer)","ts":\#(number)}"#
            batch.append(
                topic: 0, partition: Int32(customer) % FaultRun.partitions,
                key: Array("c\(customer)".utf8), value: Array(event.utf8))
        }
        sent += count
        try producer.send(batch)
        try producer.flush(timeout: 20_000)
    }

    /// Does something to the cluster, and something else a little later.
    func inflict(_ fault: ClusterFault, then repair: ClusterFault?) throws {
        try fixture.cluster.inflict(fault)
        guard let repair else { return }
        let cluster = fixture.cluster
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.7) { try? cluster.inflict(repair) }
    }

    /// Lets the worker work until all that was sent has come out, or time is up.
    ///
    /// - Parameter seconds: How long that may take.
    /// - Returns: Whether all came out.
    /// - Throws: What the worker threw.
    func settle(within seconds: Double) throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while changes.count < sent {
            guard ContinuousClock.now < deadline else { return false }
            var turns = 0
            try worker.worker.run(until: {
                turns += 1
                return turns > 1
            })
            try readChanges()
        }
        return true
    }

    /// Commits what is open and leaves the group.
    func leave() throws { try worker.worker.leave() }

    private func readChanges() throws {
        try reader.follow(into: &batch, timeout: 0)
        for record in batch.records {
            let value = Array(
                batch.bytes[record.value.start..<record.value.start + record.value.count])
            let object = try JSONSerialization.jsonObject(with: Data(value)) as? [String: Any]
            guard let object, let customer = object["customer_id"] as? String,
                let number = object["seq"] as? Int, let entered = object["entered"] as? [String]
            else {
                complaints.append("not a change")
                continue
            }
            let change = Change(customer: customer, number: number)
            // The embedded cluster shows aborted records, too: the same ones again.
            if let known = changes[change], known != value {
                complaints.append("\(customer) \(number) was written in two ways")
            }
            if entered != (number % 2 == 1 ? ["odd"] : []) {
                complaints.append("\(customer) \(number) is not what it must be")
            }
            changes[change] = value
        }
    }
}

/// The machine's clock, for commit intervals.
struct StepClock: ShardClock {
    private let start = ContinuousClock.now

    func wall() -> Instant { Instant(milliseconds: 0) }

    func monotonic() -> Int64 { Int64((ContinuousClock.now - start) / .milliseconds(1)) }
}
