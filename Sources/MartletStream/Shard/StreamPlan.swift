public import MartletProfile
public import MartletWire

/// What to do when records of an input are gone that were never read.
public enum MissingInputPolicy: String, Sendable, CaseIterable {
    /// Stop: somebody must know.
    case fail
    /// Go on with the earliest record that is there; profiles keep what they know.
    case rebuild
}

/// Everything fixed that a worker needs: the compiled configuration and how records map to it.
public struct StreamPlan: Sendable {
    /// One input topic.
    public struct Input: Sendable {
        /// Topic name.
        public var topic: String
        /// The type of its events; nil = events carry it.
        public var type: String?

        /// Makes an input.
        public init(topic: String, type: String? = nil) {
            self.topic = topic
            self.type = type
        }
    }

    /// Application name.
    public var name: String
    /// The compiled features and segments.
    public var plan: Plan
    /// The inputs, in the order of their indices.
    public var inputs: [Input]
    /// Where the standard attributes stand.
    public var paths: AttributePaths
    /// What moves the clocks.
    public var clock: ClockMode
    /// How far ahead of the wall clock an event may be, ms; used with `clock: wall` only.
    public var maximumFuture: Int64
    /// Longest time that applied records wait for their commit, ms.
    public var commitInterval: Int64
    /// Most records in one commit.
    public var commitRecords: Int
    /// About the most bytes in one commit; bounds the memory that open work takes.
    public var commitBytes = 8 << 20
    /// Profiles whose deadlines are fired, or which a fitted model is applied to, per turn and
    /// shard, so that events need not wait long and a transaction stays small.
    public var timeSlice = 4096
    /// What is written.
    public var selection: OutcomeEncoder.Selection
    /// What to do when records of an input are gone that were never read.
    public var onMissingInput = MissingInputPolicy.fail

    /// Makes a plan with the defaults of the configuration.
    public init(
        name: String, plan: Plan, inputs: [Input], paths: AttributePaths = AttributePaths(),
        clock: ClockMode = .event, maximumFuture: Int64 = 600_000, commitInterval: Int64 = 100,
        commitRecords: Int = 10_000, selection: OutcomeEncoder.Selection = .init()
    ) {
        self.name = name
        self.plan = plan
        self.inputs = inputs
        self.paths = paths
        self.clock = clock
        self.maximumFuture = maximumFuture
        self.commitInterval = commitInterval
        self.commitRecords = commitRecords
        self.selection = selection
    }
}
