/// A named range of scores from 1 to 5.
public struct RFMGroup: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Recency scores.
    public var recency: ClosedRange<Int>
    /// Frequency scores.
    public var frequency: ClosedRange<Int>
    /// Money scores.
    public var money: ClosedRange<Int>

    /// Makes a group.
    public init(
        _ name: String, _ recency: ClosedRange<Int>, _ frequency: ClosedRange<Int>,
        _ money: ClosedRange<Int>
    ) {
        self.name = name
        self.recency = recency
        self.frequency = frequency
        self.money = money
    }

    /// The ten groups with the ranges of the introduction of R's package rfm 0.3.0; a customer is
    /// in the first that matches, and 10 of the 125 combinations are in none.
    public static let usual = [
        RFMGroup("champions", 5...5, 5...5, 5...5),
        RFMGroup("potential_loyalist", 3...5, 3...5, 2...5),
        RFMGroup("loyal_customers", 2...4, 2...4, 2...4),
        RFMGroup("promising", 3...4, 1...3, 3...5),
        RFMGroup("new_customers", 4...5, 1...3, 1...5),
        RFMGroup("cant_lose_them", 1...2, 3...4, 4...5),
        RFMGroup("at_risk", 1...2, 2...5, 4...5),
        RFMGroup("need_attention", 1...3, 3...5, 3...5),
        RFMGroup("about_to_sleep", 2...3, 1...3, 1...4),
        RFMGroup("lost", 1...1, 1...5, 1...5),
    ]

    /// Whether the scores lie in all three ranges.
    public func contains(_ scores: RFMScores) -> Bool {
        recency.contains(scores.recency) && frequency.contains(scores.frequency)
            && money.contains(scores.money)
    }

    /// The first of `groups` that contains the scores.
    public static func first(
        of groups: [RFMGroup] = usual, containing scores: RFMScores
    ) -> RFMGroup? {
        groups.first { $0.contains(scores) }
    }
}
