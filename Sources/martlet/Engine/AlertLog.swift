import MartletProfile

/// Decides when the log of a running application says how good its churn alerts have been.
struct AlertLog {
    /// Time between two looks, ms.
    static let interval: Int64 = 3_600_000

    /// When to look next, ms.
    private var due: Int64
    /// What was said last.
    private var told: [EpisodeTally] = []

    /// Makes a log at an instant, in ms of a clock that never goes back.
    init(at now: Int64) { due = now + Self.interval }

    /// Whether it is time to look.
    func isDue(at now: Int64) -> Bool { now >= due }

    /// Takes the counts of all alerts, and gives the alerts about which there is something new.
    mutating func news(
        at now: Int64, _ alerts: [AlertBook.Alert], _ tallies: [EpisodeTally]
    ) -> [AlertSummary] {
        due = now + Self.interval
        let before = told
        told = tallies
        let changed = tallies.indices.filter { index in
            tallies[index] != (before.indices.contains(index) ? before[index] : EpisodeTally())
        }
        return AlertSummary.all(changed.map { alerts[$0] }, changed.map { tallies[$0] })
    }
}
