import MartletStream

/// Addresses the records of an `OutputBatch` to their topics.
struct RecordPublisher: ~Copyable, Sendable {
    private let producer: RecordProducer
    /// Index of each output's topic, by the output's raw value; -1 = not published.
    private let topicOfOutput: [Int]

    init(
        _ outputs: [OutputBatch.Output: String], client: ClientLifetime
    ) throws(LogError) {
        var names: [String] = []
        var indices = Array(repeating: -1, count: OutputBatch.Output.allCases.count)
        for output in OutputBatch.Output.allCases {
            guard let name = outputs[output] else { continue }
            indices[Int(output.rawValue)] = names.count
            names.append(name)
        }
        producer = try RecordProducer(names, client: client)
        topicOfOutput = indices
    }

    /// Hands the records over in their order.
    func publish(
        _ outputs: OutputBatch, budget: Int
    ) throws(LogError) {
        let bytes = outputs.bytes.span
        for record in outputs.records {
            let topic = topicOfOutput[Int(record.output.rawValue)]
            guard topic >= 0 else { continue }
            let headers = outputs.headers[
                record.firstHeader..<record.firstHeader + record.headerCount]
            try producer.produce(
                ProducedRecord(
                    topic: topic, partition: record.partition, timestamp: 0, key: record.key,
                    value: record.value, headers: headers),
                of: bytes, budget: budget)
        }
    }
}
