/// Refreshes of one customer's persona worked out from the raw events, at every instant at which
/// anything could change.
package struct PersonaOracle {
    package typealias Event = SegmentStory.Event

    /// A refresh.
    package struct Note: Equatable, CustomStringConvertible {
        package var at: Int64
        package var customer: String
        package var persona: String
        package var previous: String?
        package var trigger: String
        package var isDeadline: Bool
        package var sequence: Int
        package var runnerUp: String?
        /// Not compared: see ``isLike(_:)``.
        package var distance: Double?

        /// Makes a note.
        package init(
            at: Int64, customer: String, persona: String, previous: String?, trigger: String,
            isDeadline: Bool, sequence: Int, runnerUp: String?, distance: Double?
        ) {
            self.at = at
            self.customer = customer
            self.persona = persona
            self.previous = previous
            self.trigger = trigger
            self.isDeadline = isDeadline
            self.sequence = sequence
            self.runnerUp = runnerUp
            self.distance = distance
        }

        package var description: String {
            "\(customer)#\(sequence)@\(at) \(previous ?? "nobody") -> \(persona) upon \(trigger)"
                + "\(isDeadline ? " by deadline" : ""), next \(runnerUp ?? "nobody")"
        }

        package static func == (left: Note, right: Note) -> Bool { left.isLike(right) }

        /// Whether it is the same refresh, the distance but for rounding.
        private func isLike(_ other: Note) -> Bool {
            guard description == other.description else { return false }
            guard let distance, let second = other.distance else {
                return distance == nil && other.distance == nil
            }
            return abs(distance - second) <= 1e-9 * max(1, abs(distance))
        }
    }

    private let personas: PersonaCase
    private let customer: String
    private var segments: SegmentOracle
    private var events: [Event] = []
    private var clock = Int64.min
    private var candidates: [Int64] = []
    private var firstClock: Int64?
    private var held: [Bool]
    /// What each trigger remembers.
    private var hasSeenFirst: [Bool]
    private var numbers: [[Int64]]
    private var values: [String?]
    /// The persona found last.
    package private(set) var persona: String?
    package private(set) var notes: [Note] = []

    /// Makes an oracle of a customer of whom nothing is known.
    package init(_ personas: PersonaCase, customer: String) {
        self.personas = personas
        self.customer = customer
        segments = SegmentOracle(personas.segments)
        held = personas.forecasts.map { _ in false }
        hasSeenFirst = personas.triggers.map { _ in false }
        numbers = personas.triggers.map { _ in [] }
        values = personas.triggers.map { _ in nil }
    }

    /// Moves the clock, then takes an event in.
    package mutating func apply(_ event: Event, clock: Int64) {
        pass(to: clock)
        events.append(event)
        candidates += SegmentOracle.candidates(of: event)
        firstClock = firstClock ?? clock
        let before = segments.changes.count
        segments.apply(event, clock: clock)
        let moves = segments.changes[before...].flatMap { $0.entered + $0.exited }
        // Every trigger takes note of the event, whichever of them names the refresh.
        let fired = personas.triggers.indices.filter { fires($0, event, moves) }
        let begun = beginning()
        if let index = fired.first {
            find(upon: personas.triggers[index].name, isDeadline: false)
        } else if let index = begun {
            find(upon: "f\(index)", isDeadline: false)
        }
    }

    /// Looks at every instant up to `instant` at which time could make a persona be found.
    package mutating func pass(to instant: Int64) {
        guard instant > clock else { return }
        guard let firstClock else { return clock = instant }
        let before = segments.changes.count
        segments.pass(to: instant)
        let changes = segments.changes[before...]
        var instants = Set(candidates.filter { $0 <= instant } + changes.map(\.at))
        candidates.removeAll { $0 <= instant }
        let moments = personas.moments(of: customer, after: max(clock, firstClock), to: instant)
        instants.formUnion(moments)
        for at in instants.sorted() where at > clock {
            clock = at
            let moves = changes.filter { $0.at == at }.flatMap { $0.entered + $0.exited }
            let fired = personas.triggers.first { $0.looks(at: moves) }?.name
            let begun = beginning().map { "f\($0)" }
            if let name = fired ?? begun ?? (moments.contains(at) ? "schedule" : nil) {
                find(upon: name, isDeadline: true)
            }
        }
        clock = instant
    }

    /// Brings the forecasts up to date; the first that begins to hold.
    private mutating func beginning() -> Int? {
        let holds = personas.forecasts.map { $0.holds(events, clock) == true }
        defer { held = holds }
        return holds.indices.first { holds[$0] && !held[$0] }
    }

    private mutating func fires(_ index: Int, _ event: Event, _ moves: [String]) -> Bool {
        let trigger = personas.triggers[index]
        if trigger.looks(at: moves) { return true }
        guard trigger.types.contains(event.type) else { return false }
        switch trigger.condition {
        case .rule(_, let holds): return holds(event, events, clock) == true
        case .first:
            defer { hasSeenFirst[index] = true }
            return !hasSeenFirst[index]
        case .unusual(let times, let minimum, let threshold):
            guard let amount = event.amount else { return false }
            defer { numbers[index].append(amount) }
            let earlier = numbers[index]
            guard earlier.count >= minimum else { return false }
            let mean = Double(earlier.reduce(0, +)) / Double(earlier.count)
            return Double(amount) > times * mean
                && threshold.map { Double(amount) / 1_000_000 > $0 } ?? true
        case .changes(_, let value):
            guard let value = value(events, clock) else { return false }
            defer { values[index] = value }
            return values[index].map { $0 != value } ?? false
        case .segments: return false
        }
    }

    private mutating func find(upon trigger: String, isDeadline: Bool) {
        let found = personas.find(events, clock, current: persona)
        notes.append(
            Note(
                at: clock, customer: customer, persona: found.persona, previous: persona,
                trigger: trigger, isDeadline: isDeadline, sequence: notes.count + 1,
                runnerUp: found.runnerUp, distance: found.distance))
        persona = found.persona
    }
}
