extension EventSchema {
    /// Sees to it that a type is read.
    ///
    /// - Returns: Its index.
    mutating func register(type name: String) -> Int {
        if let known = types.firstIndex(of: name) { return known }
        types.append(name)
        requirements.append(fields.map { _ in .unread })
        return types.count - 1
    }

    /// Sees to it that a field is read in events of a type; two features may ask different things
    /// of it.
    ///
    /// - Returns: Its index.
    mutating func register(
        field path: [String], ofType type: Int, as requirement: Requirement
    ) -> Int {
        var index = fields.count
        if let known = fields.firstIndex(of: path) {
            index = known
        } else {
            fields.append(path)
            for type in requirements.indices { requirements[type].append(.unread) }
        }
        requirements[type][index] = Self.stricter(requirements[type][index], requirement)
        return index
    }

    private static func stricter(_ left: Requirement, _ right: Requirement) -> Requirement {
        let order: [Requirement] = [.unread, .scalar, .label, .number]
        let rank = { (requirement: Requirement) in order.firstIndex(of: requirement) ?? 0 }
        return rank(left) >= rank(right) ? left : right
    }
}
