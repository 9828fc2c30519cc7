/// Turns images of rows of one plan into images of rows of another.
///
/// A feature is kept if both plans have it by the same name with the same definition; a segment if
/// both have it by the same name. The rest of the new row is as in a new profile. A feature that is
/// new may share its cell with one that is kept (two windows over one count): it has that cell's
/// history then.
package struct RowMigration: Sendable {
    /// Names of features that are in both plans.
    package let kept: [String]
    /// Names of features that start empty.
    package let started: [String]
    /// Names of features that are gone.
    package let dropped: [String]

    let old: RowDescription
    let plan: Plan
    private let target: RowDescription
    /// For every slot of the new row: what it is taken from.
    private let sources: [Source]

    /// What a slot of the new row is taken from.
    enum Source: Sendable {
        case nothing
        /// A slot of the old row.
        case slot(Int)
        /// Some bits of a slot of the old row.
        case bits(Int, [PersonaFlags.Move])
        /// Buckets of the old row; for each new cell the old one, or nil.
        case buckets(Int, [Int?])
    }

    /// Prepares for the rows of a plan of which only the description is left.
    package init(from old: RowDescription, to plan: Plan) {
        let target = plan.rowDescription
        let before = Set(old.features)
        let after = Set(target.features)
        kept = target.features.filter(before.contains).map(\.name)
        started = target.features.filter { !before.contains($0) }.map(\.name)
        dropped = old.features.filter { !after.contains($0) }.map(\.name)
        self.old = old
        self.plan = plan
        self.target = target
        let places = RowMigration.places(of: old)
        let match = { (uses: [RowDescription.Use]) -> RowMigration.Place? in
            for use in uses {
                let name = RowMigration.Name(target.features[use.feature], use.part)
                if let place = places[name] { return place }
            }
            return nil
        }
        sources = target.slots.map { slot in
            switch slot {
            case .membership, .changedAt: return .nothing
            case .named(let name): return RowMigration.source(of: name, old)
            case .ids: return old.slots.firstIndex(of: .ids).map(Source.slot) ?? .nothing
            case .cell(let cell):
                guard let place = match(cell.uses), case .cell(let before) = old.slots[place.slot],
                    before.isDated == cell.isDated
                else { return .nothing }
                return .slot(place.slot)
            case .keys(let use, let shape, let areHours):
                guard let place = match([use]),
                    case .keys(_, let before, areHours) = old.slots[place.slot],
                    // What was counted by units tells as well when each key came.
                    before == shape || before == .counted && shape == .latest
                else { return .nothing }
                return .slot(place.slot)
            case .occasions(let uses, let areDays):
                guard let place = match(uses),
                    case .occasions(_, areDays) = old.slots[place.slot]
                else { return .nothing }
                return .slot(place.slot)
            case .buckets(let cells):
                let found = cells.map { match($0.uses) }
                guard let list = found.lazy.compactMap(\.self).first?.slot,
                    case .buckets(let before) = old.slots[list]
                else { return .nothing }
                return .buckets(
                    list,
                    zip(found, cells).map { place, cell in
                        guard let place, place.slot == list,
                            before[place.cell].isDated == cell.isDated
                        else { return nil }
                        return place.cell
                    })
            }
        }
    }

    /// A part of a feature, by what it is.
    private struct Name: Hashable {
        var feature: RowDescription.Feature
        var part: Int

        init(_ feature: RowDescription.Feature, _ part: Int) {
            self.feature = feature
            self.part = part
        }
    }

    /// Where a part of a feature stands in an old row.
    private struct Place {
        var slot: Int
        /// Index among the cells of a bucket.
        var cell = 0
    }

    private static func places(of old: RowDescription) -> [Name: Place] {
        var places: [Name: Place] = [:]
        for (index, slot) in old.slots.enumerated() {
            let cells: [[RowDescription.Use]]
            switch slot {
            case .membership, .changedAt, .named, .ids: continue
            case .cell(let cell): cells = [cell.uses]
            case .keys(let use, _, _): cells = [[use]]
            case .occasions(let uses, _): cells = [uses]
            case .buckets(let list): cells = list.map(\.uses)
            }
            for (cell, uses) in cells.enumerated() {
                for use in uses where old.features.indices.contains(use.feature) {
                    places[Name(old.features[use.feature], use.part)] = Place(
                        slot: index, cell: cell)
                }
            }
        }
        return places
    }

    /// Turns an image of the old plan into one of the new.
    ///
    /// - Returns: Whether the old image was what its plan's description says.
    package func migrate(_ image: borrowing RowImage, into result: inout RowImage) -> Bool {
        guard let parts = RowImageParts(image, old) else { return false }
        result.removeAll()
        result.words.append(parts.sequence)
        for (index, slot) in target.slots.enumerated() {
            let source = sources[index]
            var isSound = true
            switch slot {
            case .membership(let word): result.words.append(membership(word, parts))
            case .changedAt(let segment): result.words.append(changedAt(segment, parts))
            case .named: result.words += named(source, index, parts)
            case .ids: appendIDs(source, parts, to: &result)
            case .cell(let cell): isSound = append(source, index, cell, parts, to: &result)
            case .keys: isSound = appendKeys(source, slot, parts, to: &result)
            case .occasions: appendOccasions(source, parts, to: &result)
            case .buckets(let cells):
                isSound = appendBuckets(source, index, cells, parts, to: &result)
            }
            guard isSound else { return false }
        }
        return true
    }

    private func named(_ source: Source, _ slot: Int, _ parts: RowImageParts) -> [Int64] {
        switch source {
        case .slot(let index): Array(parts.slots[index])
        case .bits(let index, let moves):
            parts.slots[index].map { PersonaFlags.move($0, moves) }
        case .nothing, .buckets: empty(plan.slots[slot], plan.template)
        }
    }

    /// What a number that has a name is taken from.
    private static func source(of name: String, _ old: RowDescription) -> Source {
        if let index = old.slots.firstIndex(of: .named(name)) { return .slot(index) }
        guard let flags = PersonaFlags(name) else { return .nothing }
        for (index, slot) in old.slots.enumerated() {
            if case .named(let text) = slot, let before = PersonaFlags(text) {
                return .bits(index, flags.moves(from: before))
            }
        }
        return .nothing
    }

    private func membership(_ word: Int, _ parts: RowImageParts) -> Int64 {
        var bits: Int64 = 0
        for bit in 0..<64 where word * 64 + bit < target.segments.count {
            let name = target.segments[word * 64 + bit].name
            guard let before = old.segments.firstIndex(where: { $0.name == name }) else { continue }
            if parts.isMember(before) { bits |= 1 << Int64(bit) }
        }
        return bits
    }

    private func changedAt(_ segment: Int, _ parts: RowImageParts) -> Int64 {
        let name = target.segments[segment].name
        let before = old.segments.firstIndex { $0.name == name && $0.isDated }
        return before.flatMap { parts.changedAt[$0] } ?? Instant.distantPast.milliseconds
    }
}
