public import MartletProfile
import MartletWire

/// Keeps the models of an application current: publishes summaries, fits, and reads what was
/// fitted.
///
/// Every instance has one. All publish the summaries of their partitions; the one that owns
/// partition 0 fits; all read what it publishes, itself included. It computes for up to some
/// seconds, so that it does not belong on the thread of a worker.
public struct ModelKeeper<Topics: SharedTopics & ~Copyable>: ~Copyable {
    /// A model and until when customers were observed for it.
    public struct Version: Sendable, Equatable {
        /// Until when customers were observed.
        public var until: Instant
        /// The model.
        public var model: PersonaModel

        /// Makes a version.
        public init(until: Instant, model: PersonaModel) {
            self.until = until
            self.model = model
        }
    }

    /// How models are written down; the text is the composition root's affair.
    public struct Format: Sendable {
        /// Writes a fit: what was found, until when, and how many customers there are.
        public var encode: @Sendable (PersonaFit, Instant, Int) -> [UInt8]
        /// Reads a model; nil if it cannot be used.
        public var decode: @Sendable ([UInt8]) -> Version?

        /// Makes a format.
        public init(
            encode: @escaping @Sendable (PersonaFit, Instant, Int) -> [UInt8],
            decode: @escaping @Sendable ([UInt8]) -> Version?
        ) {
            self.encode = encode
            self.decode = decode
        }
    }

    /// What a turn came to.
    public struct Turn: Sendable {
        /// A model that is newer than the one before.
        public var model: PersonaModel?
        /// Whether the partitions are to be summed up now.
        public var wantsSummaries = false
        /// What there is to read in the log.
        public var notices: [ModelNotice] = []
    }

    /// The topics.
    public var topics: Topics
    private let definition: PersonaDefinition
    private let codec: PopulationCodec
    private let format: Format
    private let seed: UInt64
    private var schedule: RefitSchedule
    private var current: Version?

    /// The key of the model's record.
    private static var key: String { "personas" }
    /// Numbers from which on a quantile of them replaces the one before.
    private static var enoughNumbers: Int { 1_000 }

    /// Makes a keeper.
    ///
    /// - Parameters:
    ///   - book: The personas.
    ///   - interval: Time from one refit to the next, ms.
    ///   - seed: Where searches start.
    ///   - current: The model that instances have at the start; nil = none.
    ///   - format: How models are written down.
    ///   - topics: The topics.
    public init(
        _ book: PersonaBook, interval: Int64, seed: UInt64, current: Version?, format: Format,
        topics: consuming Topics
    ) {
        definition = book.definition
        codec = PopulationCodec(book)
        schedule = RefitSchedule(interval: interval)
        self.seed = seed
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
        for (partition, summary) in summaries.sorted(by: { $0.key < $1.key }) {
            let value = codec.encode(summary)
            try topics.publish(SharedRecord(key: "\(partition)", value: value), to: .population)
        }
        let due = schedule.step(at: now)
        turn.wantsSummaries = due.summaries
        if due.refit, ownsFirst { try refit(at: now, &turn) }
        for record in try topics.read(.models) where record.key == Self.key {
            guard let version = format.decode(record.value) else {
                turn.notices.append(.unusable)
                continue
            }
            // Of two the one that has seen more counts, whatever file or topic it comes from.
            guard version.until > current?.until ?? .distantPast else { continue }
            current = version
            turn.model = version.model
            turn.notices.append(.applied(version.model))
        }
        return turn
    }

    /// Reads what was published so far.
    ///
    /// - Returns: The latest model, if it is newer than the one at the start.
    /// - Throws: ``LogError``.
    public mutating func latest() throws(LogError) -> PersonaModel? {
        var found: PersonaModel?
        for record in try topics.readAll(.models) where record.key == Self.key {
            guard let version = format.decode(record.value),
                version.until > current?.until ?? .distantPast
            else { continue }
            current = version
            found = version.model
        }
        return found
    }

    private mutating func refit(at now: Instant, _ turn: inout Turn) throws(LogError) {
        var whole: PopulationSummary?
        for record in try topics.readAll(.population) {
            guard let summary = codec.decode(record.value) else { continue }
            whole = whole.map { merged($0, summary) } ?? summary
        }
        guard let whole else { return turn.notices.append(.failed("no summaries have come")) }
        if let model = current?.model {
            turn.notices.append(.drift(PopulationDrift(whole, against: model)))
        }
        let fit: PersonaFit
        do throws(FitFailure) {
            fit = try PersonaFit(
                definition, whole.sample, thresholds: thresholds(whole),
                previous: current?.model, seed: seed)
        } catch {
            return turn.notices.append(.failed("\(whole.customers) customers: too few differ"))
        }
        // Newer than the model before, even if the clock of who fitted that one was ahead.
        let before = current?.until.milliseconds ?? .min
        let until = Instant(
            milliseconds: max(now.milliseconds, before == .max ? before : before + 1))
        let value = format.encode(fit, until, whole.customers)
        try topics.publish(SharedRecord(key: Self.key, value: value), to: .models)
        turn.notices.append(.fitted(fit, customers: whole.customers))
    }

    private func merged(
        _ left: PopulationSummary, _ right: PopulationSummary
    ) -> PopulationSummary {
        var merged = left
        merged.merge(right)
        return merged
    }

    /// The shop's quantiles; those of the model before where too few numbers have come.
    private func thresholds(_ summary: PopulationSummary) -> [String: Double] {
        var thresholds: [String: Double] = [:]
        for trigger in definition.triggers {
            guard case .unusual(let value) = trigger.condition, let quantile = value.quantile else {
                continue
            }
            let sketch = summary.numbers[trigger.name] ?? QuantileSketch()
            let before = current?.model.thresholds[trigger.name]
            let found = sketch.quantile(quantile, of: PersonaFeature.Clip.whole)
            thresholds[trigger.name] =
                sketch.count >= Self.enoughNumbers ? found : before ?? found
        }
        return thresholds
    }
}

/// What a keeper of models has to tell an operator.
public enum ModelNotice: Sendable {
    /// A model was fitted.
    case fitted(PersonaFit, customers: Int)
    /// How customers stand to the model that was in use.
    case drift(PopulationDrift)
    /// A newer model was read.
    case applied(PersonaModel)
    /// A record of the models cannot be used with this configuration.
    case unusable
    /// Nothing could be fitted, and why.
    case failed(String)
}
