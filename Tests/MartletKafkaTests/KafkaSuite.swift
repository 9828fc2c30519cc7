import Testing

/// All suites that start clusters.
///
/// Each suite in it takes its tests one at a time, because every cluster has threads of its own;
/// the suites run side by side, because they mostly wait.
@Suite(.ownThread, .timeLimit(.minutes(2)))
enum KafkaSuite {}
