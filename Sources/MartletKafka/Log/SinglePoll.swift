import CRdKafka
import Logging
package import MartletStream

/// The plain way of fetching, one message at a time; kept to measure the other one against it.
package struct SinglePoll: ~Copyable {
    private let client: ClientHandle
    private let topics: TopicTable

    /// Starts reading a topic's partitions from their beginning.
    ///
    /// - Parameters:
    ///   - topic: Name.
    ///   - partitions: Number of partitions.
    ///   - configuration: How to reach the cluster.
    /// - Throws: `LogError` if the client refuses.
    package init(
        _ topic: String, partitions: Int32, configuration: KafkaConfiguration
    ) throws(LogError) {
        var required = ClientProperties.reading
        required["group.id"] = "single-poll"
        let client = try configuration.makeClient(
            .consumer, defaults: ClientProperties.fetching, required: required,
            logger: Logger(label: "kafka"))
        let topics = try TopicTable([topic], client: client.lifetime)
        let list = PartitionList(capacity: Int(partitions))
        for partition in 0..<partitions {
            list.add(topic: topic, partition: partition, offset: StartPolicy.earliest.offset)
        }
        try client.assign(list)
        self.topics = topics
        self.client = client
    }

    /// Empties `batch` and adds records to it, waiting for the first one.
    package func read(into batch: inout RecordBatch, limit: Int, timeout: Int) {
        batch.removeAll()
        while batch.records.count < limit {
            let wait = batch.records.isEmpty ? timeout : 0
            guard let message = client.nextMessage(timeout: wait) else { return }
            guard message.code == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            message.append(asInput: 0, to: &batch)
        }
    }
}
