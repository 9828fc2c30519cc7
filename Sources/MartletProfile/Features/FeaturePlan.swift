/// Features compiled to a row layout and to the steps that an event of each type takes.
///
/// A profile is a row of 64-bit words: a header, one or two words per cell of all-time columns, and
/// one word per list. Windowed cells stand in sparse time buckets, one list per unit of time.
public struct FeaturePlan: Sendable {
    /// The features, in the order of their indices.
    public let definitions: [FeatureDefinition]
    /// What must be decoded of an event.
    public private(set) var schema: EventSchema
    /// Words of a row.
    public private(set) var rowWords: Int

    /// How many event ids of a profile are remembered.
    let dedupe: Int
    /// Word of the row that holds the list of remembered ids; -1 = none.
    private(set) var dedupeOffset = -1
    private(set) var filters: [Filter] = []
    /// The steps of all event types, one type after the other, and where each type's begin.
    private(set) var steps: [Step] = []
    private(set) var stepStarts: [Int] = [0]
    private var stepsByType: [[Step]] = []
    private(set) var readers: [Reader] = []
    private(set) var buckets: [BucketList] = []
    /// Content of a new entry of each bucket list.
    private(set) var bucketTemplates: [[Int64]] = []
    private(set) var lists: [KeyList] = []
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
    /// - Throws: ``FilterErrors`` with every filter that cannot be understood.
    init(
        _ definitions: [FeatureDefinition], dedupe: Int, headerWords: Int
    ) throws(FilterErrors) {
        self.definitions = definitions
        self.dedupe = dedupe
        rowWords = headerWords
        template = [Int64](repeating: 0, count: headerWords)
        schema = EventSchema(types: [], fields: [], requirements: [])
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
        for type in stepsByType {
            // One bucket list after the other, so that the event's bucket is looked up once in
            // each.
            for place in -1..<buckets.count { steps += type.filter { $0.cell.place == place } }
            stepStarts.append(steps.count)
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
            filter = try self.filter(text, types: sources.map(\.type))
        }
        let place = definition.window.map { bucketList(TimeUnit($0.unit), length: $0.length) }
        let whole = { (fold: Column.Fold) in
            Column(fold: fold, sources: sources, filter: filter, place: place)
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
            reader.cell = cell(whole(.sum))
            reader.second = cell(whole(.count))
        case .share:
            reader.combination = .share
            let all = Column(fold: .count, sources: events, filter: nil, place: place)
            reader.cell = cell(whole(.count))
            reader.second = cell(all)
        case .meanGap:
            reader.combination = .meanGap
            let column = { (fold: Column.Fold) in
                Column(
                    fold: fold, sources: fold == .count ? events : instants, filter: filter,
                    place: place)
            }
            reader.cell = cell(column(.min))
            reader.second = cell(column(.max))
            reader.third = cell(column(.count))
        case .distinct, .tally, .top, .peakHour:
            addKeys(definition, sources, filter, &reader)
        }
        readers.append(reader)
    }

    private mutating func addKeys(
        _ definition: FeatureDefinition, _ sources: [Column.Source], _ filter: Int?,
        _ reader: inout Reader
    ) {
        let index = lists.count
        var list = KeyList(
            shape: .lifetime, offset: rowWords, limit: definition.limit, length: 0,
            keysAreHours: definition.aggregate == .peakHour,
            decays: definition.aggregate == .top && definition.window == nil
                && definition.halfLife != nil)
        if let window = definition.window {
            list.shape = .windowed(TimeUnit(window.unit))
            list.length = window.length
        } else if definition.aggregate == .top {
            // Whole half-lives: weights inside one add up exactly, and after this many an event
            // weighs less than a millionth of a new one.
            list.shape = .windowed(.fixed(definition.halfLife ?? .max / 4))
            list.length = 20
        }
        lists.append(list)
        grow([0])
        reader.list = index
        reader.k = definition.k
        switch definition.aggregate {
        case .distinct: reader.combination = .distinct
        case .tally: reader.combination = .tally
        case .top: reader.combination = .top
        default: reader.combination = .peakHour
        }
        for source in sources {
            let name = schema.types[source.type]
            let isTop = definition.aggregate == .top
            let weight = isTop ? definition.weights[name]?.millionths ?? FixedDecimal.scale : 1
            stepsByType[source.type].append(
                Step(
                    list: index, hours: definition.aggregate == .peakHour, source.operand,
                    weight: weight, filter: filter))
        }
    }

    private mutating func cell(_ column: Column) -> Cell {
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
            stepsByType[source.type].append(
                Step(cell, source.operand, filter: column.filter))
        }
        return cell
    }

    private mutating func grow(_ words: [Int64]) {
        template += words
        rowWords += words.count
    }

    private mutating func bucketList(_ unit: TimeUnit, length: Int) -> Int {
        var place = buckets.count
        if let known = buckets.firstIndex(where: { $0.unit == unit }) {
            place = known
        } else {
            buckets.append(BucketList(unit: unit, offset: rowWords))
            bucketTemplates.append([0])
            grow([0])
        }
        buckets[place].length = max(buckets[place].length, length)
        return place
    }

    private mutating func source(
        of source: FeatureDefinition.Source, in definition: FeatureDefinition
    ) -> Column.Source {
        let type = eventType(source.type)
        if source.field.isEmpty { return Column.Source(type: type, operand: .event) }
        if source.field == ["ts"] { return Column.Source(type: type, operand: .instant) }
        let requirement: EventSchema.Requirement
        switch definition.aggregate {
        case .distinct, .tally, .top: requirement = .label
        case .first, .last: requirement = .scalar
        default: requirement = .number
        }
        return Column.Source(type: type, operand: .field(field(source.field, type, requirement)))
    }

    private mutating func filter(_ text: String, types: [Int]) throws(RuleErrors) -> Int {
        let program = try RuleProgram(text, scope: RuleScope(allowsEvent: true), expecting: .truth)
        let fields = program.fieldPaths.map { path in
            types.map { field(path, $0, .scalar) }[0]
        }
        filters.append(Filter(program: program, fields: fields))
        return filters.count - 1
    }

    private mutating func eventType(_ name: String) -> Int {
        if let known = schema.types.firstIndex(of: name) { return known }
        schema.types.append(name)
        schema.requirements.append(schema.fields.map { _ in .unread })
        stepsByType.append([])
        return schema.types.count - 1
    }

    /// Registers a read of `path` in events of `type`; two features may ask for different things.
    private mutating func field(
        _ path: [String], _ type: Int, _ requirement: EventSchema.Requirement
    ) -> Int {
        var index = schema.fields.count
        if let known = schema.fields.firstIndex(of: path) {
            index = known
        } else {
            schema.fields.append(path)
            for type in schema.requirements.indices { schema.requirements[type].append(.unread) }
        }
        let known = schema.requirements[type][index]
        schema.requirements[type][index] = FeaturePlan.stricter(known, requirement)
        return index
    }

    private static func stricter(
        _ left: EventSchema.Requirement, _ right: EventSchema.Requirement
    ) -> EventSchema.Requirement {
        let order: [EventSchema.Requirement] = [.unread, .scalar, .label, .number]
        let rank = { (requirement: EventSchema.Requirement) in
            order.firstIndex(of: requirement) ?? 0
        }
        return rank(left) >= rank(right) ? left : right
    }
}
