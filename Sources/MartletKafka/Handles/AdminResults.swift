// SAFETY: results belong to the event, which the methods borrow; arrays are read only below
// their counts, and every string is copied.
import CRdKafka

/// What the answers to administrative requests hold.
extension EventHandle {
    /// What failed in the answer to a request to create one topic; nil = it was created.
    var topicCreationFailure: KafkaFailure? {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { return failure }
        var count = 0
        guard let result = unsafe rd_kafka_event_CreateTopics_result(raw),
            let topics = unsafe rd_kafka_CreateTopics_result_topics(result, &count), count > 0
        else { return nil }
        let code = unsafe rd_kafka_topic_result_error(topics[0])
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var failure = KafkaFailure(code)
        if let text = unsafe rd_kafka_topic_result_error_string(topics[0]) {
            failure.text = unsafe String(cString: text)
        }
        return failure
    }

    /// The settings in the answer to a request for those of one topic.
    var topicSettings: [String: String] {
        var count = 0
        guard let result = unsafe rd_kafka_event_DescribeConfigs_result(raw),
            let resources = unsafe rd_kafka_DescribeConfigs_result_resources(result, &count),
            count > 0,
            let entries = unsafe rd_kafka_ConfigResource_configs(resources[0], &count)
        else { return [:] }
        var settings: [String: String] = [:]
        for index in 0..<count {
            guard let name = unsafe rd_kafka_ConfigEntry_name(entries[index]),
                let value = unsafe rd_kafka_ConfigEntry_value(entries[index])
            else { continue }
            settings[unsafe String(cString: name)] = unsafe String(cString: value)
        }
        return settings
    }
}
