import Testing

/// All suites that start clusters; one at a time, because each cluster has threads of its own.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum KafkaSuite {}
