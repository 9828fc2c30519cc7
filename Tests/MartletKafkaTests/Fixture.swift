import Logging
import MartletKafka
import MartletStream

/// A cluster with topics, and the clients that tests need.
struct Fixture {
    let cluster: EmbeddedCluster
    let inputs: [String]
    let logger = Fixture.makeLogger()

    /// The session timeout bounds how long a rebalance takes on the embedded cluster.
    static let sessionTimeout = 6_000

    init(
        brokers: Int = 1, inputs: [String] = ["purchases", "browses"], partitions: Int = 2
    ) throws {
        let topics =
            inputs.map { TopicPlan(name: $0, partitions: partitions) }
            + [
                TopicPlan(name: "changes", partitions: 3),
                TopicPlan(name: "changelog", partitions: partitions),
            ]
        cluster = try EmbeddedCluster(brokers: brokers, topics: topics, logger: logger)
        self.inputs = inputs
    }

    static func makeLogger() -> Logger {
        var logger = Logger(label: "kafka")
        logger.logLevel = .critical
        return logger
    }

    func options(_ name: String = "shop", member: String = "0") -> KafkaLogOptions {
        var options = KafkaLogOptions(
            application: name, transactionalID: "\(name)-\(member)", inputs: inputs,
            outputs: [.segmentChanges: "changes", .changelog: "changelog"])
        options.sessionTimeout = Fixture.sessionTimeout
        return options
    }

    func log(_ name: String = "shop", member: String = "0") throws -> KafkaLog {
        try KafkaLog(
            options(name, member: member), configuration: cluster.configuration, logger: logger)
    }

    func producer(_ topics: [String]? = nil) throws -> KafkaProducer {
        try KafkaProducer(
            topics: topics ?? inputs, configuration: cluster.configuration, logger: logger)
    }

    /// Sends `count` records to each partition of an input: value = its number, as text.
    func feed(_ count: Int, input: Int = 0, partitions: Range<Int32> = 0..<2) throws {
        let producer = try producer()
        var batch = RecordBatch()
        for partition in partitions {
            for number in 0..<count {
                batch.append(
                    topic: input, partition: partition, key: Array("k\(partition)".utf8),
                    value: Array("\(number)".utf8), timestamp: 1_000 + Int64(number))
            }
        }
        try producer.send(batch)
        try producer.flush(timeout: 20_000)
    }

    /// Reads whole topics.
    func readAll(_ topics: [String]) throws -> [ReadRecord] {
        let reader = try KafkaReader(
            topics: topics, configuration: cluster.configuration, logger: logger)
        var batch = RecordBatch()
        var records: [ReadRecord] = []
        let deadline = ContinuousClock.now + .seconds(20)
        repeat {
            try reader.read(into: &batch, timeout: 200)
            records += batch.records.map { ReadRecord($0, of: batch) }
        } while !reader.isAtEnd && ContinuousClock.now < deadline
        return records
    }
}

/// A record with its parts copied out, for comparison.
struct ReadRecord: Equatable {
    var input: Int
    var partition: Int32
    var offset: Int64
    var timestamp: Int64
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [Header]

    struct Header: Equatable {
        var name: String
        var value: [UInt8]?
    }

    init(_ record: RecordBatch.Record, of batch: RecordBatch) {
        input = Int(record.input)
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
        key = ReadRecord.part(record.key, of: batch)
        value = ReadRecord.part(record.value, of: batch)
        headers = batch.headers[record.firstHeader..<record.firstHeader + record.headerCount].map {
            Header(
                name: String(decoding: ReadRecord.part($0.name, of: batch) ?? [], as: UTF8.self),
                value: ReadRecord.part($0.value, of: batch))
        }
    }

    /// The value as text.
    var text: String? { value.map { String(decoding: $0, as: UTF8.self) } }

    private static func part(_ range: RecordBatch.ByteRange, of batch: RecordBatch) -> [UInt8]? {
        range.isNull ? nil : Array(batch.bytes[range.start..<range.start + range.count])
    }
}
