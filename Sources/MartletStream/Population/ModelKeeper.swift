public import MartletProfile

/// Keeps the models of an application current: publishes summaries, fits, and reads what was
/// fitted.
///
/// Every instance has one. All publish the summaries of their partitions; the one that owns
/// partition 0 fits; all read what it publishes, itself included. Each model is fitted, published
/// and replaced by itself. It computes for up to some seconds, so that it does not belong on the
/// thread of a worker.
public struct ModelKeeper<Topics: SharedTopics & ~Copyable>: ~Copyable {
    /// How models are written down; the text is the composition root's affair.
    public struct Format: Sendable {
        /// Writes a fit: what was found, until when, and how many customers there are.
        public var encode: @Sendable (ModelKey, FreshFit, Instant, Int) -> [UInt8]
        /// Reads a model; nil if it cannot be used.
        public var decode: @Sendable (ModelKey, [UInt8]) -> ModelVersion?

        /// Makes a format.
        public init(
            encode: @escaping @Sendable (ModelKey, FreshFit, Instant, Int) -> [UInt8],
            decode: @escaping @Sendable (ModelKey, [UInt8]) -> ModelVersion?
        ) {
            self.encode = encode
            self.decode = decode
        }
    }

    /// What a turn came to.
    public struct Turn: Sendable {
        /// The models that are newer than those before.
        public var update = ModelUpdate()
        /// Whether the partitions are to be summed up now.
        public var wantsSummaries = false
        /// What there is to read in the log.
        public var notices: [ModelNotice] = []
    }

    /// The topics.
    public var topics: Topics
    let task: RefitTask
    let format: Format
    private var schedule: RefitSchedule
    /// The models in use.
    private(set) var current: [ModelKey: ModelVersion]

    /// Makes a keeper.
    ///
    /// - Parameters:
    ///   - task: What is fitted.
    ///   - current: The models that instances have at the start.
    ///   - format: How models are written down.
    ///   - topics: The topics.
    public init(
        _ task: RefitTask, current: [ModelKey: ModelVersion], format: Format,
        topics: consuming Topics
    ) {
        self.task = task
        schedule = RefitSchedule(interval: task.interval)
        self.current = current
        self.format = format
        self.topics = topics
    }

    /// Does what there is to do.
    ///
    /// - Parameters:
    ///   - now: The time of day.
    ///   - ownsFirst: Whether this instance owns partition 0.
    ///   - summaries: Summaries of its partitions that have come since the last turn.
    /// - Returns: What came of it.
    /// - Throws: ``LogError``; the turn can be tried again later, its summaries are lost.
    public mutating func turn(
        at now: Instant, ownsFirst: Bool, summaries: [Int32: PopulationSummary]
    ) throws(LogError) -> Turn {
        var turn = Turn()
        let records = summaries.sorted { $0.key < $1.key }
            .flatMap { task.records($0.key, $0.value) }
        try topics.publish(records, to: .population)
        let due = schedule.step(at: now)
        turn.wantsSummaries = due.summaries
        if due.refit, ownsFirst { try refit(at: now, &turn) }
        let keys = take(try topics.read(.models), &turn.notices)
        turn.update = update(keys)
        return turn
    }

    /// Reads what was published so far.
    ///
    /// - Returns: The latest models, as far as they are newer than those at the start.
    /// - Throws: ``LogError``.
    public mutating func latest() throws(LogError) -> ModelUpdate {
        var notices: [ModelNotice] = []
        return update(take(try topics.readAll(.models), &notices))
    }

    /// Takes models from elsewhere, a file that was read again, say.
    ///
    /// - Returns: Those that are newer than the ones in use.
    public mutating func offer(_ versions: [ModelKey: ModelVersion]) -> ModelUpdate {
        update(Set(versions.filter { use($0.value, as: $0.key) }.keys))
    }

    /// Reads records of models.
    ///
    /// - Returns: Which models were replaced.
    private mutating func take(
        _ records: [SharedRecord], _ notices: inout [ModelNotice]
    ) -> Set<ModelKey> {
        var taken: Set<ModelKey> = []
        let known = Set(task.keys)
        for record in records {
            // A model that the configuration no longer has is nothing to speak of.
            guard let key = ModelKey(record.key), known.contains(key) else { continue }
            guard let version = format.decode(key, record.value) else {
                notices.append(.unusable(key))
                continue
            }
            guard use(version, as: key) else { continue }
            taken.insert(key)
            notices.append(.applied(key, fingerprint: version.model.fingerprint))
        }
        return taken
    }

    /// Of two the one that has seen more counts, whatever file or topic it comes from.
    private mutating func use(_ version: ModelVersion, as key: ModelKey) -> Bool {
        guard version.until > current[key]?.until ?? .distantPast else { return false }
        current[key] = version
        return true
    }

    /// What workers are to replace: all that features read if any of it is new.
    private func update(_ keys: Set<ModelKey>) -> ModelUpdate {
        var update = ModelUpdate()
        if keys.contains(.personas), case .personas(let model) = current[.personas]?.model {
            update.personas = model
        }
        guard keys.contains(where: { $0 != .personas }) else { return update }
        var features: [String: FeatureModel] = [:]
        for (key, version) in current {
            guard case .feature(let name) = key, case .feature(let model) = version.model else {
                continue
            }
            features[name] = model
        }
        update.features = features
        return update
    }
}
