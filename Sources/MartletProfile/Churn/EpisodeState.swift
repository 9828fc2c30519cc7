/// How one customer stands to one churn alert: what is kept of it in the customer's row.
struct EpisodeState: Equatable {
    /// Where the machine of episodes stands.
    enum Phase: UInt8 {
        /// No episode is open; one is raised once `when` holds.
        case ready
        /// The last episode is over and `when` holds since: it must cease before the next.
        case spent
        /// An episode is open.
        case open
    }

    /// Number of the last episode, counted from 1; 0 = there was none.
    var episode = 0
    var phase = Phase.ready
    /// Rung of the ladder that the last episode has reached.
    var level = 0
    /// When the open episode was raised, or the last one ended.
    var since = Instant(milliseconds: 0)
    /// Tenth of the score at which the last episode was raised, 0 to 9; nil = without a score.
    var decile: Int?
    /// The last event by which the customer came back, as far as the alert goes by events.
    var silentSince: Instant?
    /// Whether the silence since then has lasted for a horizon, and was judged.
    var isLapsed = false
}

extension EpisodeState {
    /// Words that a state takes in a row.
    static func words(dated: Bool) -> Int { dated ? 3 : 2 }

    /// Reads a state; whatever the words hold, it is one of an alert with so many rungs.
    init(_ words: Words, at offset: Int, dated: Bool, rungs: Int) {
        let bits = UInt64(bitPattern: words[offset])
        episode = Int(bits & 0xFFFF_FFFF)
        level = min(Int(bits >> 32 & 0xFF), rungs - 1)
        phase = Phase(rawValue: UInt8(bits >> 40 & 3)) ?? .ready
        let tenth = Int(bits >> 42 & 15)
        decile = (1...10).contains(tenth) ? tenth - 1 : nil
        isLapsed = bits >> 46 & 1 != 0
        since = Instant(milliseconds: words[offset + 1])
        // No instant is left of a configuration in which other things ended episodes.
        if dated, bits >> 47 & 1 != 0, words[offset + 2] != 0 {
            silentSince = Instant(milliseconds: words[offset + 2])
        }
    }

    /// Writes the state.
    func write(_ words: Words, at offset: Int, dated: Bool) {
        var bits = UInt64(episode & 0xFFFF_FFFF) | UInt64(level) << 32
        bits |= UInt64(phase.rawValue) << 40 | UInt64(decile.map { $0 + 1 } ?? 0) << 42
        bits |= (isLapsed ? 1 : 0) << 46 | (silentSince == nil ? 0 : 1) << 47
        words[offset] = Int64(bitPattern: bits)
        words[offset + 1] = since.milliseconds
        if dated { words[offset + 2] = silentSince?.milliseconds ?? 0 }
    }
}
