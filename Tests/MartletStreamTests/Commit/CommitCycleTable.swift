@testable import MartletStream

/// What the cycle answers to every input in every state, and which state follows.
enum CommitCycleTable {
    typealias State = CommitCycle.State
    typealias Step = CommitCycle.Step
    typealias Input = CommitCycle.Input

    /// A state, and the step that was answered last.
    struct Place: Hashable, CustomStringConvertible {
        var state: State
        var step: Step
        /// Whether the step was tried before.
        var isRepeated = false

        init(_ state: State, _ step: Step, isRepeated: Bool = false) {
            (self.state, self.step, self.isRepeated) = (state, step, isRepeated)
        }

        var description: String { "\(state), \(step)\(isRepeated ? " again" : "")" }
    }

    /// The cycle in a place; work is open since 1,000 ms, of 3 records.
    static func cycle(in place: Place) -> CommitCycle {
        var cycle = CommitCycle(limits: .init(interval: 100, records: 10))
        (cycle.state, cycle.step) = (place.state, place.step)
        (cycle.since, cycle.records) = (1_000, 3)
        cycle.attempts = place.isRepeated ? 1 : 0
        return cycle
    }

    /// Every input by a name.
    static let inputs: [(name: String, input: Input)] = [
        ("worked", .worked(records: 6, bytes: 5, now: 1_099)),
        ("worked a lot", .worked(records: 10, bytes: 5, now: 1_001)),
        ("worked wide", .worked(records: 1, bytes: 8 << 20, now: 1_001)),
        ("tick", .tick(now: 1_099)), ("tick late", .tick(now: 1_100)),
        ("done", .done), ("retry", .failed(.retry)), ("abort", .failed(.abort)),
        ("rebuild", .failed(.rebuild)), ("fenced", .failed(.fenced)), ("stopped", .failed(.stop)),
        ("unusable", .failed(.unusable)), ("unavailable", .failed(.unavailable)),
        ("revoked", .revoked), ("lost", .lost), ("stop", .stop), ("stop now", .stopNow),
    ]

    private static let halted = Place(.stopped, .halt)
    private static let aborting = Place(.aborting, .abort)
    private static let rebuilding = Place(.aborting, .rebuild)
    private static let sending = Place(.sending, .begin)
    private static let releasing = Place(.idle, .release)

    /// What fatal errors and a second signal lead to wherever the cycle stands.
    private static let ends: [String: Place] = [
        "fenced": Place(.fenced, .halt), "stopped": halted, "unusable": halted,
        "unavailable": halted, "stop now": halted,
    ]

    /// Inputs that leave the cycle where it is, answered with the step once more.
    private static func stays(_ place: Place, _ names: String...) -> [String: Place] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, place) })
    }

    private static func row(
        _ place: Place, staying: [String: Place], _ moves: [String: Place]
    ) -> (Place, [String: Place]) {
        (place, ends.merging(staying) { $1 }.merging(moves) { $1 })
    }

    /// What follows from each input in each place.
    static let rows: [(place: Place, next: [String: Place])] = [
        idle, open, releasingRow, begin, publish, commit, commitAgain, abort, rollBack, rebuild,
        reread, ended(Place(.fenced, .halt)), ended(halted),
    ]

    private static let idle: (Place, [String: Place]) = {
        let place = Place(.idle, .poll)
        let opened = Place(.open, .poll)
        return row(
            place, staying: stays(place, "tick", "tick late", "done", "retry"),
            [
                "worked": opened, "worked a lot": sending, "worked wide": sending,
                "abort": aborting, "rebuild": rebuilding, "revoked": releasing,
                "lost": releasing, "stop": Place(.stopped, .leave),
            ])
    }()

    private static let open: (Place, [String: Place]) = {
        let place = Place(.open, .poll)
        return row(
            place, staying: stays(place, "worked", "tick", "done", "retry"),
            [
                "worked a lot": sending, "worked wide": sending, "tick late": sending,
                "abort": aborting, "rebuild": rebuilding, "revoked": sending,
                "lost": releasing, "stop": sending,
            ])
    }()

    /// A step is under way: nothing is applied, time does not matter, wishes wait.
    private static func waiting(
        _ place: Place, _ moves: [String: Place]
    ) -> (Place, [String: Place]) {
        row(
            place,
            staying: stays(
                place, "worked", "worked a lot", "worked wide", "tick", "tick late", "retry",
                "revoked", "lost", "stop"), moves)
    }

    private static let releasingRow = waiting(
        releasing, ["done": Place(.idle, .poll), "abort": aborting, "rebuild": rebuilding])
    private static let begin = waiting(
        sending,
        [
            "done": Place(.sending, .publish), "abort": aborting, "rebuild": rebuilding,
            "lost": aborting,
        ])
    private static let publish = waiting(
        Place(.sending, .publish),
        [
            "done": Place(.committing, .commit), "abort": aborting, "rebuild": rebuilding,
            "lost": aborting,
        ])
    private static let commit = waiting(
        Place(.committing, .commit),
        [
            "done": Place(.idle, .poll), "abort": aborting, "rebuild": rebuilding,
            "lost": aborting,
        ])
    /// Asked for already: only the answer tells.
    private static let commitAgain = waiting(
        Place(.committing, .commit, isRepeated: true),
        ["done": Place(.idle, .poll), "abort": aborting, "rebuild": rebuilding])
    private static let abort = waiting(
        aborting,
        ["done": Place(.aborting, .rollBack), "abort": rebuilding, "rebuild": rebuilding])
    private static let rollBack = waiting(
        Place(.aborting, .rollBack),
        ["done": Place(.idle, .poll), "abort": aborting, "rebuild": rebuilding])
    private static let rebuild = waiting(
        rebuilding,
        ["done": Place(.aborting, .reread), "abort": rebuilding, "rebuild": rebuilding])
    private static let reread = waiting(
        Place(.aborting, .reread),
        ["done": Place(.idle, .poll), "abort": aborting, "rebuild": rebuilding])

    /// Whatever happens.
    private static func ended(_ place: Place) -> (Place, [String: Place]) {
        (place, Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, place) }))
    }
}
