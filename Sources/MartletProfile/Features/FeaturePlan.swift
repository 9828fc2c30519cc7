/// Features compiled to a row layout and to the steps that an event of each type takes.
///
/// A profile is a row of 64-bit words: a header, one or two words per cell of all-time columns, and
/// one word per list. Windowed cells stand in sparse time buckets, one list per unit of time.
public struct FeaturePlan: Sendable {
    /// Changes with the way in which features are laid out: rows of another way are not read.
    static let layoutVersion = 4

    /// The features, in the order of their indices.
    public let definitions: [FeatureDefinition]
    /// What must be decoded of an event.
    public private(set) var schema: EventSchema
    /// Words of a row.
    public private(set) var rowWords: Int
    /// Words of a row that records keep; what follows is worked out from them.
    private(set) var keptWords = 0

    /// How many event ids of a profile are remembered.
    let dedupe: Int
    /// Word of the row that holds the list of remembered ids; -1 = none.
    private(set) var dedupeOffset = -1
    private(set) var filters: [Filter] = []
    /// The steps of each event type.
    var steps: [[Step]] = []
    var readers: [Reader] = []
    var buckets: [BucketList] = []
    /// The event types whose cells each of them holds.
    private(set) var bucketTypes: [Set<Int>] = []
    /// The totals of each bucket list, ordered by their cells.
    var totals: [[WindowTotal]] = []
    /// Content of a new entry of each bucket list.
    private(set) var bucketTemplates: [[Int64]] = []
    var lists: [KeyList] = []
    /// Lists of when purchases were, by what they are of.
    var occasionLists: [OccasionList: Int] = [:]
    /// How features on models are read.
    var measures: [Measure] = []
    /// The models that features ask for, each once.
    var models: [ModelSlot] = []
    /// Filters of features on models, by event types and text.
    var sharedFilters: [String: Int] = [:]
    /// Word of the row with the newest instant of each set of watched event types; -1 = no types.
    private(set) var watched: [Int] = []
    /// Content of a new row.
    private(set) var template: [Int64]
    private var cells: [Column: Cell] = [:]

    /// A compiled `where`.
    struct Filter: Sendable {
        var program: RuleProgram
        /// Index into the schema of every field that the program reads.
        var fields: [Int]
    }

    /// A `where` that cannot be understood.
    public struct FilterError: Error {
        /// Index of the feature.
        public var feature: Int
        /// What is wrong, with offsets into the filter's text.
        public var errors: RuleErrors
    }

    /// Compiles `definitions`; `headerWords` are left free at the start of a row.
    ///
    /// - Parameters:
    ///   - definitions: The features; names are distinct.
    ///   - dedupe: How many event ids of each profile are remembered; 0 = none.
    ///   - headerWords: Words of the row that belong to somebody else.
    ///   - watching: Sets of event types whose newest instant somebody else needs to know.
    ///   - schema: What others read of events.
    /// - Throws: ``FilterErrors`` with every filter that cannot be understood.
    init(
        _ definitions: [FeatureDefinition], dedupe: Int, headerWords: Int,
        watching: [[String]] = [],
        schema: EventSchema = EventSchema(types: [], fields: [], requirements: [])
    ) throws(FilterErrors) {
        self.definitions = definitions
        self.dedupe = dedupe
        rowWords = headerWords
        template = [Int64](repeating: 0, count: headerWords)
        self.schema = schema
        if dedupe > 0 {
            dedupeOffset = rowWords
            grow([0])
        }
        var errors: [FilterError] = []
        for (index, definition) in definitions.enumerated() {
            do throws(RuleErrors) {
                try add(definition)
            } catch {
                errors.append(FilterError(feature: index, errors: error))
            }
        }
        if !errors.isEmpty { throw FilterErrors(errors: errors) }
        for types in watching { watch(types) }
        while steps.count < schema.types.count { steps.append([]) }
        // One bucket list after the other, so that the event's bucket is looked up once in each.
        for type in steps.indices {
            let unordered = steps[type]
            steps[type] = (-1..<buckets.count).flatMap { place in
                unordered.filter { $0.bucketList == place }
            }
        }
        keptWords = rowWords
        layOutTotals()
        for index in lists.indices {
            guard case .latest = lists[index].shape else { continue }
            lists[index].settled = grow([0])
        }
    }

    /// Every filter of a configuration that cannot be understood.
    public struct FilterErrors: Error {
        /// One per feature.
        public var errors: [FilterError]
    }

    /// Offsets of the dated cells in the row (-1) or in the entries of a bucket list.
    func datedCells(in place: Int) -> [Int] {
        cells.values.filter { $0.place == place && $0.fold.width == 2 }.map(\.offset)
    }

    /// Whether events of `type` can change `feature`.
    func touches(_ feature: Int, type: Int) -> Bool {
        definitions[feature].sources.contains { $0.type == schema.types[type] }
    }

    // MARK: - Compilation

    private mutating func add(_ definition: FeatureDefinition) throws(RuleErrors) {
        let sources = definition.sources.map { source(of: $0, in: definition) }
        var filter: Int?
        if let text = definition.filter {
            let types = sources.map(\.type)
            filter =
                definition.measure == nil
                ? try self.filter(text, types: types) : try sharedFilter(text, types: types)
        }
        let types = Set(sources.map(\.type))
        let place = definition.window.map { bucketList($0, ofTypes: types) }
        let whole = { (fold: Column.Fold) in
            Column(fold: fold, sources: sources, filter: filter, place: place)
        }
        let quotient = Column.Quotient(aggregate: definition.aggregate, filter: filter)
        let part = { (fold: Column.Fold, sources: [Column.Source], filter: Int?) in
            Column(fold: fold, sources: sources, filter: filter, place: place, quotient: quotient)
        }
        let events = sources.map { Column.Source(type: $0.type, operand: .event) }
        let instants = sources.map { Column.Source(type: $0.type, operand: .instant) }
        var reader = Reader(combination: .count, length: definition.window?.length ?? 0)
        let ofInstant = definition.valueType == .timestamp
        switch definition.aggregate {
        case .count: reader.cell = cell(whole(.count))
        case .sum:
            reader.combination = .sum
            reader.cell = cell(whole(.sum))
        case .min, .max:
            reader.combination = ofInstant ? .instant : .number
            reader.cell = cell(whole(definition.aggregate == .min ? .min : .max))
        case .first, .last:
            reader.combination = ofInstant ? .instant : .dated
            let isFirst = definition.aggregate == .first
            let ofValue: Column.Fold = isFirst ? .first : .last
            reader.cell = cell(whole(ofInstant ? (isFirst ? .min : .max) : ofValue))
        case .mean:
            reader.combination = .mean
            reader.cell = cell(part(.sum, sources, filter))
            reader.second = cell(part(.count, sources, filter))
        case .share:
            reader.combination = .share
            reader.cell = cell(part(.count, sources, filter))
            reader.second = cell(part(.count, events, nil))
        case .meanGap:
            reader.combination = .meanGap
            reader.cell = cell(part(.min, instants, filter))
            reader.second = cell(part(.max, instants, filter))
            reader.third = cell(part(.count, events, filter))
        case .distinct, .tally, .top, .peakHour:
            addKeys(definition, sources, filter, &reader)
        case .pAlive, .expectedPurchases, .expectedSpend, .activityDrop, .rhythm, .rfm:
            addMeasure(definition, sources, filter, place, &reader)
        }
        readers.append(reader)
    }

    mutating func cell(_ column: Column) -> Cell {
        if let cell = cells[column] { return cell }
        let offset = column.place.map { buckets[$0].stride } ?? rowWords
        let cell = Cell(fold: column.fold, place: column.place ?? -1, offset: offset)
        let words = [column.fold.empty] + (column.fold.width == 2 ? [0] : [])
        if let place = column.place {
            buckets[place].stride += words.count
            bucketTemplates[place] += words
        } else {
            grow(words)
        }
        cells[column] = cell
        for source in column.sources {
            add(Step(cell, source.operand, filter: column.filter), toType: source.type)
        }
        return cell
    }

    /// Keeps the newest instant of events of some types; a feature that does so too is shared.
    private mutating func watch(_ types: [String]) {
        let sources = types.map {
            Column.Source(type: schema.register(type: $0), operand: .instant)
        }
        let column = Column(fold: .max, sources: sources, filter: nil, place: nil)
        watched.append(types.isEmpty ? -1 : cell(column).offset)
    }

    mutating func add(_ step: Step, toType type: Int) {
        while steps.count <= type { steps.append([]) }
        steps[type].append(step)
    }

    /// Adds words to the row; the result is where they begin.
    @discardableResult
    mutating func grow(_ words: [Int64]) -> Int {
        template += words
        rowWords += words.count
        return rowWords - words.count
    }

    private mutating func bucketList(_ window: Window, ofTypes types: Set<Int>) -> Int {
        let unit = TimeUnit(window.unit)
        var place = buckets.count
        let known = buckets.indices.first { buckets[$0].unit == unit && bucketTypes[$0] == types }
        if let known {
            place = known
        } else {
            buckets.append(BucketList(unit: unit, offset: grow([0])))
            bucketTypes.append(types)
            bucketTemplates.append([0])
        }
        buckets[place].length = max(buckets[place].length, window.length)
        return place
    }

    private mutating func source(
        of source: FeatureDefinition.Source, in definition: FeatureDefinition
    ) -> Column.Source {
        let type = schema.register(type: source.type)
        if source.field.isEmpty { return Column.Source(type: type, operand: .event) }
        if source.field == ["ts"] { return Column.Source(type: type, operand: .instant) }
        let requirement: EventSchema.Requirement
        switch definition.aggregate {
        case .distinct, .tally, .top: requirement = .label
        case .first, .last: requirement = .scalar
        default: requirement = .number
        }
        let field = schema.register(field: source.field, ofType: type, as: requirement)
        return Column.Source(type: type, operand: .field(field))
    }

    mutating func filter(_ text: String, types: [Int]) throws(RuleErrors) -> Int {
        let program = try RuleProgram(text, scope: RuleScope(allowsEvent: true), expecting: .truth)
        let fields = program.fieldPaths.map { path in
            types.map { schema.register(field: path, ofType: $0, as: .scalar) }[0]
        }
        filters.append(Filter(program: program, fields: fields))
        return filters.count - 1
    }
}
