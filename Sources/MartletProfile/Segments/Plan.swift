/// A whole compiled configuration of the domain: row layout, rules, calendar.
public struct Plan: Sendable {
    /// Features and row layout.
    public let features: FeaturePlan
    /// Segments.
    public let book: RuleBook
    /// Calendar days and hours of the configured time zone.
    public let calendar: CivilCalendar
    let calendarBox: CalendarBox
    /// Eight hexadecimal digits that change with the rules or the features that they read.
    public let fingerprint: String

    /// The sets of customers that rules ask about, as new tables have them; the names are fixed.
    public var lists: CustomerLists
    /// Whether tables count flaps: see ``FlapCounter``.
    public var countsFlaps = false

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
    public init(
        features definitions: [FeatureDefinition], segments: [SegmentDefinition],
        dedupe: Int = 8, calendar: CivilCalendar = .utc, lists: CustomerLists = CustomerLists()
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
        guard var book = compiledBook, let features = compiledFeatures else { throw problems }
        for type in features.schema.types.indices {
            let touched = book.segments.indices.filter { segment in
                let reads =
                    book.segments[segment].when.features
                    + (book.segments[segment].exitWhen?.features ?? [])
                return reads.contains { features.touches($0, type: type) }
            }
            book.touched += touched
            book.touchedStarts.append(book.touched.count)
        }
        self.features = features
        self.book = book
        self.calendar = calendar
        self.lists = lists
        calendarBox = CalendarBox(calendar)
        template = features.template
        slots = features.rowSlots
        bucketSlots = features.bucketSlots
        let traits = definitions.map(\.canonicalText).joined(separator: "\n")
        let rules = book.segments.map(\.definition.canonicalText).joined(separator: "\n")
        let hash = Plan.hash(traits + "\n\n" + rules)
        let digits = String(hash, radix: 16)
        fingerprint = String(repeating: "0", count: 8 - digits.count) + digits
        // Membership bits and kept instants go by segment, so names count, rules do not; nor do
        // places in memory, which no record holds.
        let kept = book.segments.map { "\($0.definition.name)|\($0.changedAt >= 0)" }
        layoutHash = Plan.hash(traits + "\n\(dedupe)\n" + kept.joined(separator: "\n"))
    }

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

extension SegmentDefinition {
    /// Everything that decides the segment's members, in one line.
    package var canonicalText: String {
        [name, when, exitWhen ?? "", "\(minDwell)", "\(cooldown)"].joined(separator: "|")
    }
}
