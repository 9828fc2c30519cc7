public import MartletStream

/// What a ``KafkaLog`` needs to know besides how to reach the cluster.
public struct KafkaLogOptions: Sendable {
    /// Application id: the consumer group.
    public var application: String
    /// Transactional id; the same for every run of one instance, different between instances.
    public var transactionalID: String
    /// Static member name (`group.instance.id`, KIP-345); nil = dynamic membership.
    public var instanceID: String?
    /// Input topics; a record's `input` is an index into them.
    public var inputs: [String]
    /// Topic of each output; what has none is not published.
    public var outputs: [OutputBatch.Output: String]
    /// Session timeout, ms: how long the group waits for a member that is gone.
    public var sessionTimeout = 45_000
    /// Transaction timeout, ms: after it the coordinator aborts a transaction by itself.
    public var transactionTimeout = 30_000
    /// How long to wait for the cluster at start, ms.
    public var reachTimeout = 10_000
    /// Compression of what is published: `lz4`, `zstd`, `snappy`, `gzip` or `none`.
    public var compression = "lz4"
    /// Asked while the log waits for the cluster at start, in a restore or after an outage; true
    /// ends the wait with an error.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// Asked before the log joins the group again or begins with a new producer: whether the
    /// process has stood still for longer than the session timeout, so that somebody else may
    /// have its name.
    ///
    /// Both take the name back (KIP-345, KIP-98), and so would end whoever has taken our place.
    public var hasStoodStill: @Sendable () -> Bool = { false }
    /// Whether outputs and positions are committed in transactions; else at least once, which only
    /// benchmarks do.
    package var isTransactional = true
    /// The most bytes that one poll hands out before it stops taking more records.
    public var pollBytes = 32 << 20

    /// Makes options.
    public init(
        application: String, transactionalID: String, instanceID: String? = nil, inputs: [String],
        outputs: [OutputBatch.Output: String]
    ) {
        self.application = application
        self.transactionalID = transactionalID
        self.instanceID = instanceID
        self.inputs = inputs
        self.outputs = outputs
    }

    /// How long the group waits for a member that is gone, ms, given what the user has set.
    public func sessionTimeout(under configuration: KafkaConfiguration) -> Int {
        configuration.chosenValue("session.timeout.ms", for: .consumer).flatMap { Int($0) }
            ?? sessionTimeout
    }
}
