/// What a subscriber of the outputs makes of the records: the latest changes, the open alerts by
/// severity, and why personas were found.
struct DemoStory: Sendable {
    /// The kinds of records.
    enum Kind: Int, Sendable, CaseIterable {
        case segment, alert, persona
    }

    /// Changes kept of each kind.
    private static let kept = 4

    private var latest = [[String]](repeating: [], count: Kind.allCases.count)
    private var open: [String: [String: String]] = [:]
    private var refreshed: [String: Int] = [:]

    /// The latest changes, the newest last, those of the kinds in turn.
    var changes: [String] {
        (1...Self.kept).reversed().flatMap { age in
            latest.compactMap { $0.count >= age ? $0[$0.count - age] : nil }
        }
    }

    /// How often personas were found, by what made it necessary, the most frequent first.
    var refreshes: [LiveSnapshot.Count] {
        refreshed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { LiveSnapshot.Count(name: $0.key, count: $0.value) }
    }

    /// Open episodes of an alert by severity, in the order given.
    func severities(of alert: String, _ names: [String]) -> [LiveSnapshot.Count] {
        var counts: [String: Int] = [:]
        for severity in (open[alert] ?? [:]).values { counts[severity, default: 0] += 1 }
        return names.map { LiveSnapshot.Count(name: $0, count: counts[$0] ?? 0) }
    }

    /// Takes note of a change.
    mutating func note(_ change: DemoChange) {
        switch change.what {
        case .segments: append(change.text, .segment)
        case .alert(let name, let state, let severity):
            let isOver = state == "resolved" || state == "expired"
            open[name, default: [:]][change.customer] = isOver ? nil : severity
            append(change.text, .alert)
        case .persona(let trigger, let isChange):
            refreshed[trigger, default: 0] += 1
            // Who keeps their persona is no news.
            if isChange { append(change.text, .persona) }
        }
    }

    private mutating func append(_ text: String, _ kind: Kind) {
        latest[kind.rawValue].append(text)
        if latest[kind.rawValue].count > Self.kept { latest[kind.rawValue].removeFirst() }
    }
}
