import MartletKafka
import MartletStorage
import MartletStream

/// Sends events to a topic, keyed by customer.
struct EventFeed: ~Copyable {
    private let producer: KafkaProducer
    private var batch = RecordBatch()

    init(to topic: String, _ configuration: KafkaConfiguration) throws {
        producer = try KafkaProducer(topics: [topic], configuration: configuration)
    }

    /// Sends events made here.
    mutating func send(_ workload: Workload) throws {
        for line in workload.lines {
            append(workload.bytes.span.extracting(line))
            if batch.records.count == 1_000 { try send() }
        }
        try send()
    }

    /// Sends the lines of a file.
    ///
    /// - Returns: How many there are.
    mutating func send(file: String) throws -> Int {
        var reader = try LineReader(paths: [file])
        var count = 0
        while try reader.next(into: &batch, limit: 1_000) {
            for index in batch.records.indices {
                let value = batch.records[index].value
                batch.records[index].key = key(in: value)
                batch.records[index].input = 0
                batch.records[index].partition = -1
                batch.records[index].timestamp = -1
            }
            count += batch.records.count
            try producer.send(batch)
        }
        batch.removeAll()
        return count
    }

    /// Adds one event to what ``send()`` sends.
    mutating func append(_ line: borrowing Span<UInt8>) {
        let start = batch.bytes.count
        for index in line.indices { batch.bytes.append(line[index]) }
        let value = RecordBatch.ByteRange(start: start, count: line.count)
        batch.records.append(
            RecordBatch.Record(
                input: 0, partition: -1, offset: -1, timestamp: -1, key: key(in: value),
                value: value, headerCount: 0, firstHeader: 0))
    }

    /// Sends what was added.
    mutating func send() throws {
        try producer.send(batch)
        batch.removeAll()
    }

    /// Waits until everything is delivered.
    consuming func finish() throws { try producer.flush(timeout: 60_000) }

    private static let mark = Array(#""customer_id":""#.utf8)

    /// The customer id of a line.
    private func key(in value: RecordBatch.ByteRange) -> RecordBatch.ByteRange {
        // Spans: a search through array slices would take longer than all the rest.
        let (bytes, mark) = (batch.bytes.span, EventFeed.mark.span)
        let end = value.start + value.count
        var start = value.start
        var found = 0
        while start < end, found < mark.count {
            found = bytes[start] == mark[found] ? found + 1 : bytes[start] == mark[0] ? 1 : 0
            start += 1
        }
        var stop = start
        while stop < end, bytes[stop] != UInt8(ascii: "\"") { stop += 1 }
        return RecordBatch.ByteRange(start: start, count: stop - start)
    }
}
