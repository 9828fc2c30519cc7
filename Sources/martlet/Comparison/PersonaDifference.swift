import MartletProfile

/// Customers of one persona under two configurations.
struct PersonaDifference: Equatable {
    var name: String
    /// Customers who have it under each.
    var a = 0
    var b = 0
    /// Those of them who have it under both.
    var both = 0

    /// Compares the profiles under one configuration with those under another.
    ///
    /// - Parameters:
    ///   - tableA: The profiles under the first configuration.
    ///   - tableB: The profiles under the second.
    /// - Returns: The personas of either, sorted by name; none if neither has any.
    static func all(
        _ tableA: borrowing ProfileTable, _ tableB: borrowing ProfileTable
    ) -> [PersonaDifference] {
        var found: [String: PersonaDifference] = [:]
        for (name, members) in tableA.personaMembers {
            found[name, default: PersonaDifference(name: name)].a = members
        }
        for (name, members) in tableB.personaMembers {
            found[name, default: PersonaDifference(name: name)].b = members
        }
        guard !found.isEmpty else { return [] }
        for row in tableA.rows {
            guard let name = tableA.persona(row),
                let other = tableA.withCustomer(row, { tableB.find($0) }),
                tableB.persona(other) == name
            else { continue }
            found[name]?.both += 1
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// The columns of a table: name, customers under A and only there, the same of B.
    var cells: [String] {
        [name] + [a, a - both, b, b - both].map(ProgressLine.grouped)
    }

    /// One member of an object.
    var json: String {
        """
        \(JSONString.quoted(name)):{"a":\(a),"b":\(b),"both":\(both),\
        "only_a":\(a - both),"only_b":\(b - both)}
        """
    }
}
