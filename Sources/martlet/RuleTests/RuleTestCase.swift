import MartletProfile

/// One case of a rule test: events in, what must follow from them.
struct RuleTestCase {
    /// One event, written in the test file.
    struct Event {
        /// The event as a line of JSON.
        var line: [UInt8]
        /// Where it stands.
        var origin: SettingOrigin
    }

    /// Where the events come from.
    enum Input {
        /// From the test file, in this order.
        case events([Event])
        /// From event files, in this order.
        case files([String])
    }

    /// Its name, different from those of the file's other cases.
    var name: String
    /// Where the name stands.
    var origin: SettingOrigin
    /// Its events.
    var input: Input
    /// Time passes up to here after the last event; nil = up to the last instant in question.
    var until: Instant?
    /// How many of the events are no events.
    var deadLetters = 0
    /// What must follow.
    var expectations: [Expectation]
}

/// One thing that must follow from the events of a case.
struct Expectation {
    /// What must be so.
    enum Demand: Equatable {
        /// The customer is in these segments and no others, at the instant.
        case exactly([String])
        /// The customer is in the segment at the instant.
        case member(String)
        /// The customer is not in the segment at the instant.
        case stranger(String)
        /// The customer is never in the segment.
        case never(String)
        /// The customer enters the segment at the instant.
        case enters(String)
        /// The customer leaves the segment at the instant.
        case leaves(String)
        /// A feature has this value at the instant.
        case feature(String, ExpectedValue)
        /// The persona found last is this one at the instant.
        case persona(String)
        /// The persona is found at the instant, for this reason.
        case refreshed(String)
        /// An episode of a churn alert changes at the instant, or is open.
        case alert(AlertDemand)
    }

    /// What must be so.
    var demand: Demand
    /// Whom it is about.
    var customer: String
    /// When; nil = at all times.
    var at: Instant?
    /// Where it stands.
    var origin: SettingOrigin

    /// The segment that it names, if it names one.
    var segment: String? {
        switch demand {
        case .member(let name), .stranger(let name), .never(let name), .enters(let name),
            .leaves(let name):
            name
        case .exactly, .feature, .persona, .refreshed, .alert: nil
        }
    }
}

/// What a case expects of the episodes of a churn alert.
struct AlertDemand: Equatable {
    /// What must be so at the instant.
    enum State: String, CaseIterable {
        /// This happens, to the millisecond.
        case raised, escalated, resolved, expired
        /// An episode is open; none is open.
        case open, none
    }

    /// The alert.
    var name: String
    /// What must be so.
    var state: State
    /// The severity that the episode has then; nil = any.
    var severity: String?

    /// As messages name it: `silence raised: low`.
    var text: String { "\(name) \(state.rawValue)" + (severity.map { ": \($0)" } ?? "") }
}
