extension FeaturePlan {
    /// Lays out a feature that counts keys.
    mutating func addKeys(
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
            let unit = TimeUnit(window.unit)
            list.shape = definition.aggregate == .distinct ? .latest(unit) : .counted(unit)
            list.length = window.length
        } else if definition.aggregate == .top {
            // Whole half-lives: weights inside one add up exactly, and after this many an event
            // weighs less than a millionth of a new one.
            list.shape = .counted(.fixed(definition.halfLife ?? .max / 4))
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
            add(
                Step(
                    list: index, hours: definition.aggregate == .peakHour, source.operand,
                    weight: weight, filter: filter),
                toType: source.type)
        }
    }
}
