/// A whole compiled configuration of the domain: row layout, rules, calendar.
public struct Plan: Sendable {
    /// Features and row layout.
    public let features: FeaturePlan
    /// Segments.
    public let book: RuleBook
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

    /// The rules of each segment that are no more than comparisons of counts and sums.
    let wholeNumberRules: [WholeNumberRules]
    /// First of the words of a row with a bit for each clause of these: its answer when it was last
    /// evaluated, or for a profile without events.
    let answersOffset: Int
    /// Whether a profile without events is in no segment, now and ever.
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
    }

    /// Compiles features and segments; names are distinct within each.
    ///
    /// - Parameters:
    ///   - definitions: The features.
    ///   - segments: The segments.
    ///   - dedupe: How many event ids of each profile are remembered.
    ///   - calendar: Calendar days and hours.
    ///   - timeZone: The name of the calendar's time zone: rows and rules of another do not mean
    ///     the same.
    ///   - lists: The sets of customers that rules ask about.
    /// - Throws: ``CompilationError`` with everything that cannot be understood.
    public init(
        features definitions: [FeatureDefinition], segments: [SegmentDefinition],
        dedupe: Int = 8, calendar: CivilCalendar = .utc, timeZone: String = Plan.utc,
        lists: CustomerLists = CustomerLists()
    ) throws(CompilationError) {
        var problems = CompilationError()
        var compiledBook: RuleBook?
        do throws(RuleBook.CompilationErrors) {
            compiledBook = try RuleBook(segments, features: definitions, lists: lists.names)
        } catch { problems.rules = error.errors }
        var compiledFeatures: FeaturePlan?
        do throws(FeaturePlan.FilterErrors) {
            compiledFeatures = try FeaturePlan(
                definitions, dedupe: dedupe, headerWords: compiledBook?.headerWords ?? 0)
        } catch { problems.filters = error.errors }
        guard var book = compiledBook, var features = compiledFeatures else { throw problems }
        book.touched = features.schema.types.indices.map { type in
            book.segments.indices.filter { segment in
                let reads =
                    book.segments[segment].when.features
                    + (book.segments[segment].exitWhen?.features ?? [])
                return reads.contains { features.touches($0, type: type) }
            }
        }
        let readers = features.readers
        wholeNumberRules = book.segments.map { WholeNumberRules($0, readers) }
        let clauses = wholeNumberRules.flatMap(\.clauses)
        var answers = [Int64](repeating: 0, count: (clauses.count + 63) / 64)
        for (index, clause) in clauses.enumerated() where clause.contains(0) {
            answers[index / 64] |= 1 << Int64(index % 64)
        }
        answersOffset = features.grow(answers)
        isEmptySettled = wholeNumberRules.allSatisfy(\.isEmptySettled)
        self.features = features
        self.book = book
        self.calendar = calendar
        self.timeZone = timeZone
        self.lists = lists
        calendarBox = CalendarBox(calendar)
        template = features.template
        slots = features.rowSlots
        bucketSlots = features.bucketSlots
        let traits = definitions.map(\.canonicalText).joined(separator: "\n")
        let rules = book.segments.map(\.definition.canonicalText).joined(separator: "\n")
        let zone = timeZone == Plan.utc ? "" : "\n\n" + timeZone
        let hash = Plan.hash(traits + "\n\n" + rules + zone)
        let digits = String(hash, radix: 16)
        fingerprint = String(repeating: "0", count: 8 - digits.count) + digits
        // Membership bits and kept instants go by segment, so names count, rules do not; nor do
        // places in memory, which no record holds.
        let kept = book.segments.map { "\($0.definition.name)|\($0.changedAt >= 0)" }
        let layouts = definitions.map { $0.layoutText(timeZone) }.joined(separator: "\n")
        let parts = ["\(FeaturePlan.layoutVersion)", layouts, "\(dedupe)"] + kept
        layoutHash = Plan.hash(parts.joined(separator: "\n"))
    }

    /// The time zone that is meant where none is named.
    public static let utc = "UTC"

    /// Hash of everything that decides the meaning of a row: rows of other plans must be migrated.
    public let layoutHash: UInt32

    /// Bytes of a profile's row, lists not counted.
    public var rowBytes: Int { features.rowWords * 8 }

    /// FNV-1a (Fowler, Noll, Vo), 32 bits.
    private static func hash(_ text: String) -> UInt32 {
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
        let parts: [String] = [
            name, aggregate.rawValue, sources.joined(separator: ","), filter ?? "",
            window.map { "\($0.length)\($0.unit.rawValue)" } ?? "", "\(limit)", "\(k)",
            halfLife.map { "\($0)" } ?? "", weights.joined(separator: ","),
        ]
        return parts.joined(separator: "|")
    }
}

extension FeatureDefinition {
    /// Everything that decides what the feature keeps in a row: days and hours of one time zone are
    /// not those of another.
    package func layoutText(_ timeZone: String) -> String {
        let isLocal = window?.unit == .day || aggregate == .peakHour
        return isLocal && timeZone != Plan.utc ? canonicalText + "|" + timeZone : canonicalText
    }
}

extension SegmentDefinition {
    /// Everything that decides the segment's members, in one line.
    package var canonicalText: String {
        [name, when, exitWhen ?? "", "\(minDwell)", "\(cooldown)"].joined(separator: "|")
    }
}
