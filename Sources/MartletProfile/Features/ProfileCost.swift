/// What a profile costs in memory, by feature and by list: what `martlet check` shows.
///
/// Lists take blocks from a pool whose sizes are 1, 2, 3, 4, 6, 8, 12 ... words of 8 bytes, so a
/// list may take up to half as much again as its entries.
package struct ProfileCost: Sendable {
    /// What one feature adds to what the features before it need anyway.
    package struct Feature: Sendable, Equatable {
        /// Bytes of the row.
        package var row = 0
        /// Bytes of each bucket.
        package var bucket = 0
        /// Unit of the buckets; nil without a window, or if it has keys.
        package var unit: String?
        /// Keys that it counts.
        package var keys: Keys?
        /// Purchases whose days or instants it keeps.
        package var occasions: [Occasions] = []
        /// Indices of earlier features whose cells it reads.
        package var shared: [Int] = []
    }

    /// The keys of a tally, a set, a `top` or a `peak_hour`.
    package struct Keys: Sendable, Equatable {
        /// Bytes of an entry.
        package var bytes: Int
        /// Most entries.
        package var limit: Int
        /// An entry is kept for each key and this unit of time; nil = for each key.
        package var unit: String?
    }

    /// A list of when purchases were: 8 bytes an entry.
    package struct Occasions: Sendable, Equatable {
        /// Whether an entry is 32 days of which some had purchases; otherwise it is a purchase.
        package var areDays: Bool
        /// Most entries.
        package var limit: Int
    }

    /// The buckets that the windowed cells of one unit share into which the same events go.
    package struct Buckets: Sendable, Equatable {
        /// Unit of time.
        package var unit: String
        /// The types of these events.
        package var types: [String]
        /// Most units, the longest window.
        package var length: Int
        /// Bytes of one bucket.
        package var bytes: Int
    }

    /// Bytes of the row, everything in it.
    package var row: Int
    /// Bytes of the row that no feature needs: id, deadline, membership, and the heads of lists.
    package var header: Int
    /// Most event ids that are remembered, 8 bytes each.
    package var ids: Int
    /// In the order of the features.
    package var features: [Feature] = []
    /// In the order in which features ask for them.
    package var buckets: [Buckets]

    /// Adds up what a plan lays out.
    package init(_ plan: Plan) {
        let layout = plan.features
        row = plan.rowBytes
        ids = layout.dedupe
        // A bucket of nothing but its number is never made.
        buckets = layout.buckets.indices.filter { layout.buckets[$0].stride > 1 }.map { place in
            let list = layout.buckets[place]
            return Buckets(
                unit: list.unit.name,
                types: layout.bucketTypes[place].sorted().map { layout.schema.types[$0] },
                length: list.length, bytes: list.stride * 8)
        }
        var owners: [CellPlace: Int] = [:]
        var listOwners: [Int: Int] = [:]
        var totals: Set<Int> = []
        for (index, reader) in layout.readers.enumerated() {
            var feature = Feature()
            for cell in reader.cells(layout.measures) {
                let owner = owners[CellPlace(cell), default: index]
                owners[CellPlace(cell)] = owner
                if cell.place >= 0 { feature.unit = layout.buckets[cell.place].unit.name }
                if owner != index {
                    if !feature.shared.contains(owner) { feature.shared.append(owner) }
                } else if cell.place >= 0 {
                    feature.bucket += cell.fold.width * 8
                } else {
                    feature.row += cell.fold.width * 8
                }
            }
            if reader.total >= 0, totals.insert(reader.total).inserted { feature.row += 8 }
            if reader.list >= 0 {
                feature.row += layout.lists[reader.list].settled >= 0 ? 16 : 8
                feature.keys = Keys(layout.lists[reader.list])
            }
            for list in reader.measure >= 0 ? layout.measures[reader.measure].lists : [] {
                let owner = listOwners[list, default: index]
                listOwners[list] = owner
                if owner == index {
                    feature.row += 8
                    feature.occasions.append(Occasions(layout.lists[list]))
                } else if !feature.shared.contains(owner) {
                    feature.shared.append(owner)
                }
            }
            features.append(feature)
        }
        header = row - features.reduce(0) { $0 + $1.row }
    }

    /// Bytes that a profile has at most, its id and the rounding of lists not counted.
    package var most: Int {
        let keys = features.compactMap(\.keys).reduce(0) { $0 + $1.bytes * $1.limit }
        let occasions = features.flatMap(\.occasions).reduce(0) { $0 + $1.limit * 8 }
        return row + ids * 8 + keys + occasions + buckets.reduce(0) { $0 + $1.length * $1.bytes }
    }
}

/// Where a cell stands, as a key.
private struct CellPlace: Hashable {
    let place: Int
    let offset: Int

    init(_ cell: Cell) {
        place = cell.place
        offset = cell.offset
    }
}

extension ProfileCost.Occasions {
    fileprivate init(_ list: KeyList) { self.init(areDays: list.shape == .days, limit: list.limit) }
}

extension ProfileCost.Keys {
    fileprivate init(_ list: KeyList) {
        let most = list.keysAreHours ? 24 : list.limit
        let bytes = list.shape.stride * 8
        guard case .counted(let unit) = list.shape else {
            self.init(bytes: bytes, limit: most, unit: nil)
            return
        }
        let entries = most * max(1, min(list.length, 64))
        self.init(bytes: bytes, limit: min(entries, WordList.maximumCount), unit: unit.name)
    }
}

extension TimeUnit {
    /// `minute`, `hour`, `day`, or the length of a half-life.
    fileprivate var name: String {
        switch self {
        case .day: "day"
        case .fixed(60_000): "minute"
        case .fixed(3_600_000): "hour"
        case .fixed: "half-life"
        }
    }
}
