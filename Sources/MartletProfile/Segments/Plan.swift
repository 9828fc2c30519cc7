/// A whole compiled configuration of the domain: row layout, rules, calendar.
public struct Plan: Sendable {
    /// Features and row layout.
    public let features: FeaturePlan
    /// Segments.
    public let book: RuleBook
    /// Churn alerts.
    public let alerts: AlertBook
    /// Calendar days and hours of the configured time zone.
    public let calendar: CivilCalendar
    let calendarBox: CalendarBox
    /// Name of the time zone of ``calendar``.
    package let timeZone: String
    /// Eight hexadecimal digits that change with the rules or the features that they read.
    public let fingerprint: String

    /// The sets of customers that rules ask about, as new tables have them; the names are fixed.
    public var lists: CustomerLists
    /// Whether tables count flaps: see ``FlapCounter``.
    public var countsFlaps = false

    /// The models that features read, by name, as new tables have them; features on one that is
    /// missing have no value.
    public var models: [String: FeatureModel] = [:]

    /// Personas; nil if there are none.
    public let personas: PersonaBook?
    /// Whether tables collect the numbers that triggers look at.
    public var collectsNumbers = false
    /// What a fit found of them, as new tables have it.
    public var personaModel: PersonaModel?
    /// Word of a row with the earliest instant at which time alone may make a persona be found
    /// anew; -1 = there is none.
    let personaDeadline: Int

    /// The rules of each segment that are no more than comparisons of counts and sums.
    let wholeNumberRules: [WholeNumberRules]
    /// First of the words of a row with a bit for each clause of these: its answer when it was last
    /// evaluated, or for a profile without events.
    let answersOffset: Int
    /// Whether a new profile needs no look: without events it is in no segment, now and ever, and
    /// no alert looks at it.
    let isEmptySettled: Bool
    /// Content of a new row.
    let template: [Int64]
    /// What the words of a row hold.
    let slots: [RowSlot]
    /// What the words of each bucket list's entries hold.
    let bucketSlots: [[RowSlot]]

    /// Why a configuration cannot be compiled.
    public struct CompilationError: Error {
        /// Filters (`where`) of features.
        public var filters: [FeaturePlan.FilterError] = []
        /// Rules of segments.
        public var rules: [RuleBook.RuleError] = []
        /// Expressions of churn alerts.
        public var alerts: [AlertBook.RuleError] = []
        /// Expressions of personas.
        public var personas: [PersonaBook.RuleError] = []
    }

    /// Compiles features, segments, churn alerts and personas; names are distinct within each.
    ///
    /// - Parameters:
    ///   - definitions: The features.
    ///   - segments: The segments.
    ///   - alertDefinitions: The churn alerts.
    ///   - dedupe: How many event ids of each profile are remembered.
    ///   - calendar: Calendar days and hours.
    ///   - timeZone: The name of the calendar's time zone: rows and rules of another do not mean
    ///     the same.
    ///   - lists: The sets of customers that rules ask about.
    ///   - definition: The personas; nil = none.
    /// - Throws: ``CompilationError`` with everything that cannot be understood.
    public init(
        features definitions: [FeatureDefinition], segments: [SegmentDefinition],
        alerts alertDefinitions: [AlertDefinition] = [],
        dedupe: Int = 8, calendar: CivilCalendar = .utc, timeZone: String = Plan.utc,
        lists: CustomerLists = CustomerLists(), personas definition: PersonaDefinition? = nil
    ) throws(CompilationError) {
        let parts = try PlanParts(
            definitions, segments, alertDefinitions, definition, dedupe: dedupe, lists: lists)
        var features = parts.features
        personaDeadline =
            parts.personas == nil ? -1 : features.grow([Instant.never.milliseconds])
        let (book, alerts, personas) = (parts.book, parts.alerts, parts.personas)
        let readers = features.readers
        wholeNumberRules = book.segments.map { WholeNumberRules($0, readers) }
        let clauses = wholeNumberRules.flatMap(\.clauses)
        var answers = [Int64](repeating: 0, count: (clauses.count + 63) / 64)
        for (index, clause) in clauses.enumerated() where clause.contains(0) {
            answers[index / 64] |= 1 << Int64(index % 64)
        }
        answersOffset = features.grow(answers)
        // A new profile has a schedule to begin, and forecasts.
        isEmptySettled =
            alerts.alerts.isEmpty && personas == nil
            && wholeNumberRules.allSatisfy(\.isEmptySettled)
        self.features = features
        self.personas = personas
        self.book = book
        self.alerts = alerts
        self.calendar = calendar
        self.timeZone = timeZone
        self.lists = lists
        calendarBox = CalendarBox(calendar)
        template = Plan.template(features, book)
        slots = features.rowSlots
        bucketSlots = features.bucketSlots
        let watched = features.watchedNames(alerts.alerts.map(\.definition.returningTypes))
        wordNames = alerts.wordNames.merging(watched) { $1 }
            .merging(personas?.layout.wordNames ?? [:]) { $1 }
        fingerprint = parts.fingerprint(timeZone: timeZone)
        layoutHash = parts.layoutHash(wordNames, timeZone: timeZone)
    }

    /// Content of a new row.
    private static func template(_ features: FeaturePlan, _ book: RuleBook) -> [Int64] {
        var template = features.template
        // Whoever has never changed sides did so long ago.
        for segment in book.segments where segment.changedAt >= 0 {
            template[segment.changedAt] = Instant.distantPast.milliseconds
        }
        return template
    }

    /// The time zone that is meant where none is named.
    public static let utc = "UTC"

    /// Hash of everything that decides the meaning of a row: rows of other plans must be migrated.
    public let layoutHash: UInt32

    /// Names of the words of a row that alerts and personas keep or watch, by offset.
    let wordNames: [Int: String]

    /// Indices of the lists that rules ask about, ascending.
    var listsRead: [Int] {
        Set(book.listsRead + alerts.listsRead + (personas?.listsRead ?? [])).sorted()
    }

    /// Bytes of a profile's row, lists not counted.
    public var rowBytes: Int { features.rowWords * 8 }

    /// The hash of a text in eight hexadecimal digits.
    static func digits(of text: String) -> String {
        let digits = String(hash(text), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// FNV-1a (Fowler, Noll, Vo), 32 bits.
    static func hash(_ text: String) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash
    }
}

extension FeatureDefinition {
    /// Everything that decides the feature's values, in one line.
    package var canonicalText: String {
        let sources = sources.map { ([$0.type] + $0.field).joined(separator: ".") }
        let weights = weights.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.millionths)" }
        var parts: [String] = [
            name, aggregate.rawValue, sources.joined(separator: ","), filter ?? "",
            window.map { "\($0.length)\($0.unit.rawValue)" } ?? "", "\(limit)", "\(k)",
            halfLife.map { "\($0)" } ?? "", weights.joined(separator: ","),
        ]
        if let measure { parts.append(measure.canonicalText) }
        return parts.joined(separator: "|")
    }
}

extension FeatureDefinition {
    /// Everything that decides what the feature keeps in a row: days and hours of one time zone are
    /// not those of another; by which model it is read does not count.
    package func layoutText(_ timeZone: String) -> String {
        var plain = self
        plain.measure = nil
        var text = plain.canonicalText
        if let measure { text += "|" + measure.layoutText }
        let isLocal =
            window?.unit == .day || aggregate == .peakHour
            || measure?.occasion == .day && aggregate != .rfm && aggregate != .activityDrop
        return isLocal && timeZone != Plan.utc ? text + "|" + timeZone : text
    }
}

extension SegmentDefinition {
    /// Everything that decides the segment's members, in one line.
    package var canonicalText: String {
        [name, when, exitWhen ?? "", "\(minDwell)", "\(cooldown)"].joined(separator: "|")
    }
}
