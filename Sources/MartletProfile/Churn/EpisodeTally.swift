/// How well the episodes of one churn alert turned out: counts that add up over shards.
///
/// An episode is judged when it ends: *right* if its horizon passed without the customer coming
/// back, a *false alarm* otherwise. A *lapse* is a customer with history whom the returning events
/// left alone for a horizon since the last of them; it is *announced* if an episode raised in that
/// silence was open when it was complete.
public struct EpisodeTally: Sendable, Equatable {
    /// Episodes raised.
    public internal(set) var raised = 0
    /// Times that an open episode grew more severe.
    public internal(set) var escalated = 0
    /// Episodes that ended because the customer came back.
    public internal(set) var falseAlarms = 0
    /// Those of them before whose end the customer had stayed away for a horizon all the same,
    /// counted from the last returning event instead of from the alert.
    public internal(set) var falseAlarmsAfterLapse = 0
    /// Episodes whose horizon passed.
    public internal(set) var right = 0
    /// Episodes that are open.
    public internal(set) var openEpisodes = 0
    /// Lapses that are complete.
    public internal(set) var lapses = 0
    /// Those of them that were announced.
    public internal(set) var announced = 0
    /// Judged episodes by tenth of the score at which they were raised.
    public internal(set) var judgedByScore = [Int](repeating: 0, count: 10)
    /// Those of them that were right.
    public internal(set) var rightByScore = [Int](repeating: 0, count: 10)
    /// Time from raise to complete lapse, ms, of all announced lapses together.
    private var leadSum: Int64 = 0
    /// Announced lapses by their time, in ``bins`` steps from 0 to the horizon.
    private var leads: [UInt32] = []
    private var horizon: Int64 = 0

    private static let bins = 4096

    /// Makes a tally at zero.
    public init() {}

    /// Share of the judged episodes that were right; nil before the first.
    public var precision: Double? {
        right + falseAlarms > 0 ? Double(right) / Double(right + falseAlarms) : nil
    }

    /// Share of the lapses that were announced; nil before the first, and for alerts whose episodes
    /// no event ends.
    public var recall: Double? { lapses > 0 ? Double(announced) / Double(lapses) : nil }

    /// Mean time from raise to complete lapse, ms.
    public var meanLead: Double? {
        announced > 0 ? Double(leadSum) / Double(announced) : nil
    }

    /// Median of the same, to within a 8192nd of the horizon.
    public var medianLead: Double? {
        guard announced > 0 else { return nil }
        let middle = (value(ofRank: (announced - 1) / 2) + value(ofRank: announced / 2)) / 2
        return middle * Double(horizon) / Double(Self.bins)
    }

    /// Middle of the bin of the `rank`-th smallest time, in bins.
    private func value(ofRank rank: Int) -> Double {
        var before = 0
        for (bin, count) in leads.enumerated() {
            before += Int(count)
            if rank < before { return Double(bin) + 0.5 }
        }
        return Double(Self.bins)
    }

    /// Adds another shard's counts.
    public mutating func add(_ other: EpisodeTally) {
        raised += other.raised
        escalated += other.escalated
        falseAlarms += other.falseAlarms
        falseAlarmsAfterLapse += other.falseAlarmsAfterLapse
        right += other.right
        openEpisodes += other.openEpisodes
        lapses += other.lapses
        announced += other.announced
        for tenth in 0..<10 {
            judgedByScore[tenth] += other.judgedByScore[tenth]
            rightByScore[tenth] += other.rightByScore[tenth]
        }
        leadSum += other.leadSum
        horizon = max(horizon, other.horizon)
        if leads.isEmpty {
            leads = other.leads
        } else {
            for (bin, count) in other.leads.enumerated() { leads[bin] += count }
        }
    }

    /// The same counts, with no episode open.
    public var withoutOpenEpisodes: EpisodeTally {
        var tally = self
        tally.openEpisodes = 0
        return tally
    }

    /// Takes in what happened to an episode.
    ///
    /// - Parameters:
    ///   - change: What happened.
    ///   - state: What the episode is afterwards.
    ///   - hadLapsed: Whether the customer had stayed away for a horizon before.
    mutating func note(_ change: EpisodeChange, _ state: EpisodeState, hadLapsed: Bool) {
        switch change {
        case .raised:
            raised += 1
            openEpisodes += 1
        case .escalated: escalated += 1
        case .resolved, .expired:
            openEpisodes -= 1
            let isRight = change == .expired
            if isRight { right += 1 } else { falseAlarms += 1 }
            if !isRight, hadLapsed { falseAlarmsAfterLapse += 1 }
            guard let tenth = state.decile else { return }
            judgedByScore[tenth] += 1
            if isRight { rightByScore[tenth] += 1 }
        }
    }

    /// Takes in a complete lapse.
    mutating func note(_ lapse: EpisodeMachine.Lapse, horizon: Int64) {
        lapses += 1
        guard case .announced(let lead) = lapse else { return }
        announced += 1
        leadSum &+= lead
        self.horizon = horizon
        if leads.isEmpty { leads = [UInt32](repeating: 0, count: Self.bins) }
        let bin = Int(Double(lead) / Double(horizon) * Double(Self.bins))
        leads[min(Self.bins - 1, bin)] += 1
    }
}
