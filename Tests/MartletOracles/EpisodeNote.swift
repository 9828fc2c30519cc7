package import MartletProfile

/// A change of an episode, as a test notes it.
package struct EpisodeNote: Equatable, CustomStringConvertible {
    package var at: Int64
    package var customer = "c1"
    package var alert = "a"
    package var change: EpisodeChange
    package var episode = 1
    package var severity = "medium"
    package var isDeadline = false
    /// Number of the record; not compared.
    package var sequence = 0
    /// The earliest instant at which time alone is said to change the episode; not compared.
    package var next = Int64.max
    /// Events applied before; not compared.
    package var events = 0

    /// Makes a note.
    package init(
        at: Int64, customer: String = "c1", alert: String = "a", change: EpisodeChange,
        episode: Int = 1, severity: String = "medium", isDeadline: Bool = false, sequence: Int = 0,
        next: Int64 = .max, events: Int = 0
    ) {
        self.at = at
        self.customer = customer
        self.alert = alert
        self.change = change
        self.episode = episode
        self.severity = severity
        self.isDeadline = isDeadline
        self.sequence = sequence
        self.next = next
        self.events = events
    }

    package var description: String {
        let cause = isDeadline ? "deadline" : "event"
        return "\(customer) \(alert)@\(at) \(change) \(episode) \(severity) by \(cause)"
    }

    package static func == (left: EpisodeNote, right: EpisodeNote) -> Bool {
        left.description == right.description
    }
}
