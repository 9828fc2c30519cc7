/// What the numbers of a ``RowImage`` mean, by name: enough to read the rows of a plan that is no
/// longer configured.
package struct RowDescription: Sendable, Equatable {
    /// ``Plan/layoutHash``.
    package var layout: UInt32
    /// The features, in the order of their indices.
    package var features: [Feature]
    /// The segments, in the order of their membership bits.
    package var segments: [Segment]
    /// What stands in an image after its first number, in order.
    package var slots: [Slot]

    /// A feature.
    package struct Feature: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// Everything that decides its values.
        package var definition: String

        /// Makes a feature.
        package init(name: String, definition: String) {
            self.name = name
            self.definition = definition
        }
    }

    /// A segment.
    package struct Segment: Sendable, Equatable {
        /// Its name.
        package var name: String
        /// Whether the instant of its last change is kept.
        package var isDated: Bool

        /// Makes a segment.
        package init(name: String, isDated: Bool) {
            self.name = name
            self.isDated = isDated
        }
    }

    /// A part of a feature's value: its first, second or third cell, or its list (0).
    package struct Use: Sendable, Hashable {
        /// Index of the feature.
        package var feature: Int
        /// Which part.
        package var part: Int

        /// Makes a use.
        package init(feature: Int, part: Int) {
            self.feature = feature
            self.part = part
        }
    }

    /// A cell, and what uses it.
    package struct Cell: Sendable, Equatable {
        /// Whether it is a dated value: two numbers, of which the second may name a text.
        package var isDated: Bool
        /// The features that read it.
        package var uses: [Use]

        /// Makes a cell.
        package init(isDated: Bool, uses: [Use]) {
            self.isDated = isDated
            self.uses = uses
        }
    }

    /// One thing of an image.
    package enum Slot: Sendable, Equatable {
        /// 64 membership bits, those of the segments from 64 times this on.
        case membership(Int)
        /// The instant of a segment's last change, by its index.
        case changedAt(Int)
        /// One number that is kept as it is from plan to plan, by its name.
        case named(String)
        /// Remembered event ids: their number, then they.
        case ids
        /// A cell of the row.
        case cell(Cell)
        /// Buckets: their number, then the unit and the cells of each.
        case buckets([Cell])
        /// Keys: their number, then each as its shape says; keys name texts unless they are hours.
        case keys(use: Use, shape: KeyShape, areHours: Bool)
        /// When purchases were: their number, then an instant each, or 32 days.
        case occasions(uses: [Use], areDays: Bool)
    }

    /// What stands in an image for each key of a list.
    package enum KeyShape: Sendable, Equatable {
        /// The key and its count.
        case lifetime
        /// A unit of time in which the key came, and the key.
        case latest
        /// A unit of time, the key, and its count in that unit.
        case counted
    }

    /// Makes a description from its parts.
    package init(layout: UInt32, features: [Feature], segments: [Segment], slots: [Slot]) {
        self.layout = layout
        self.features = features
        self.segments = segments
        self.slots = slots
    }
}

extension Plan {
    /// What the numbers of this plan's images mean.
    package var rowDescription: RowDescription {
        let uses = features.uses
        let dated = book.segments.indices.filter { book.segments[$0].changedAt >= 0 }
        let changedAt = Dictionary(
            uniqueKeysWithValues: dated.map { (book.segments[$0].changedAt, $0) })
        let cell = { (place: Int, offset: Int, isDated: Bool) in
            RowDescription.Cell(
                isDated: isDated, uses: uses[FeaturePlan.Place(list: place, offset: offset)] ?? [])
        }
        let described = slots.map { slot -> RowDescription.Slot in
            switch slot {
            case .word(let offset):
                if let segment = changedAt[offset] { return .changedAt(segment) }
                if offset < book.headerWords {
                    return .membership(offset - RowHeader.membership)
                }
                if let name = wordNames[offset] { return .named(name) }
                return .cell(cell(-1, offset, false))
            case .dated(let offset): return .cell(cell(-1, offset, true))
            case .ids: return .ids
            case .buckets(let place):
                let cells = bucketSlots[place].compactMap { slot -> RowDescription.Cell? in
                    switch slot {
                    case .word(let offset): cell(place, offset, false)
                    case .dated(let offset): cell(place, offset, true)
                    case .buckets, .keys, .occasions, .ids: nil
                    }
                }
                return .buckets(cells)
            case .occasions(let index):
                return .occasions(
                    uses: features.uses(ofList: index),
                    areDays: features.lists[index].shape == .days)
            case .keys(let index):
                let layout = features.lists[index]
                let feature = features.readers.firstIndex { $0.list == index } ?? 0
                return .keys(
                    use: RowDescription.Use(feature: feature, part: 0),
                    shape: layout.shape.described, areHours: layout.keysAreHours)
            }
        }
        return RowDescription(
            layout: layoutHash,
            features: features.definitions.map {
                RowDescription.Feature(name: $0.name, definition: $0.layoutText(timeZone))
            },
            segments: book.segments.map {
                RowDescription.Segment(name: $0.definition.name, isDated: $0.changedAt >= 0)
            }, slots: described)
    }
}

extension KeyList.Shape {
    fileprivate var described: RowDescription.KeyShape {
        switch self {
        case .lifetime: .lifetime
        case .latest: .latest
        // Days and instants are no keys, and described as what they are.
        case .counted, .days, .instants: .counted
        }
    }
}

extension FeaturePlan {
    /// Where a cell stands.
    struct Place: Hashable {
        /// Index of the bucket list; -1 = the row itself.
        var list: Int
        var offset: Int
    }

    /// What reads each cell.
    fileprivate var uses: [Place: [RowDescription.Use]] {
        var uses: [Place: [RowDescription.Use]] = [:]
        for (feature, reader) in readers.enumerated() {
            for (part, cell) in reader.cells(measures).enumerated() {
                uses[Place(list: cell.place, offset: cell.offset), default: []].append(
                    RowDescription.Use(feature: feature, part: part))
            }
        }
        return uses
    }

    /// What reads a list of purchases: parts from 8 on.
    fileprivate func uses(ofList list: Int) -> [RowDescription.Use] {
        readers.enumerated().flatMap { feature, reader in
            let lists = reader.measure >= 0 ? measures[reader.measure].lists : []
            return lists.indices.filter { lists[$0] == list }
                .map { RowDescription.Use(feature: feature, part: 8 + $0) }
        }
    }
}

extension FeaturePlan {
    /// What the words that alerts watch are called where no feature reads them, by offset.
    ///
    /// - Parameter types: The event types of each of them.
    /// - Returns: Their names.
    func watchedNames(_ types: [[String]]) -> [Int: String] {
        let uses = uses
        var names: [Int: String] = [:]
        for (offset, types) in zip(watched, types)
        where offset >= 0 && uses[Place(list: -1, offset: offset)] == nil {
            names[offset] = "last of " + Set(types).sorted().joined(separator: ",")
        }
        return names
    }
}

extension Reader {
    /// The cells that make the value; none stands for one that is not kept.
    func cells(_ measures: [Measure]) -> [Cell] {
        switch combination {
        case .count, .sum, .number, .instant, .dated, .activityDrop: [cell]
        case .mean, .share: [cell, second]
        case .meanGap: [cell, second, third]
        case .distinct, .tally, .top, .peakHour: []
        case .alive, .expectedPurchases, .expectedSpend, .rhythm, .scores: measures[measure].cells
        }
    }
}

extension Measure {
    /// The cells that it reads, each once.
    var cells: [Cell] {
        let every = [
            purchases.first, purchases.last, purchases.count, amounts.first, amounts.last,
            amounts.count, sum, opening,
        ]
        return every.enumerated().filter { index, cell in
            cell != .none && every.firstIndex(of: cell) == index
        }.map(\.element)
    }

    /// The lists that it reads: of purchases, then of those with amounts.
    var lists: [Int] { [purchases.list, amounts.list].filter { $0 >= 0 } }
}
