/// The headers that say why a record became a dead letter.
public enum DeadLetterHeaders {
    /// Martlet's own names, and those of Kafka Connect's dead letter queue, which tools look for.
    ///
    /// Source: `org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter`.
    public static func pairs(
        _ rejection: Rejection, topic: String, partition: Int32, offset: Int64
    ) -> [(String, String)] {
        [
            ("martlet.errors.reason", rejection.reason.rawValue),
            ("martlet.errors.detail", rejection.detail),
            ("__connect.errors.topic", topic),
            ("__connect.errors.partition", "\(partition)"),
            ("__connect.errors.offset", "\(offset)"),
            (
                "__connect.errors.exception.message",
                "\(rejection.reason.rawValue): \(rejection.detail)"
            ),
        ]
    }
}
