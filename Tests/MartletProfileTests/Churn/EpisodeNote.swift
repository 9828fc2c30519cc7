import MartletProfile

/// A change of an episode, as a test notes it.
struct EpisodeNote: Equatable, CustomStringConvertible {
    var at: Int64
    var customer = "c1"
    var alert = "a"
    var change: EpisodeChange
    var episode = 1
    var severity = "medium"
    var isDeadline = false
    /// Number of the record; not compared.
    var sequence = 0
    /// The earliest instant at which time alone is said to change the episode; not compared.
    var next = Int64.max
    /// Events applied before; not compared.
    var events = 0

    var description: String {
        let cause = isDeadline ? "deadline" : "event"
        return "\(customer) \(alert)@\(at) \(change) \(episode) \(severity) by \(cause)"
    }

    static func == (left: EpisodeNote, right: EpisodeNote) -> Bool {
        left.description == right.description
    }
}
