/// A customer's persona found anew, as records tell of it.
package struct PersonaRefresh: Sendable, Equatable {
    /// What made it necessary.
    package enum Trigger: Sendable, Equatable {
        /// The trigger of this index.
        case event(Int)
        /// The forecast of this index.
        case forecast(Int)
        /// The customer's moment of the schedule.
        case schedule
        /// Clusters that were fitted anew.
        case modelChange
        /// Another configuration.
        case ruleChange
    }

    /// What made it necessary.
    package var trigger: Trigger
    /// Code of the persona that was found.
    var persona: UInt32
    /// Code of the persona before; 0 = there was none.
    var previous: UInt32
    /// Distance from the centre, in standard deviations; nil with rules, or if nothing is known.
    package var distance: Double?
    /// Code of the next best persona; 0 = there is none.
    var runnerUp: UInt32
    /// Distance from its centre.
    package var runnerUpDistance: Double?
    /// Where the customer stands out.
    package var traits: [PersonaTrait]

    /// Whether the customer has another persona than before.
    package var isChange: Bool { persona != previous }
}

/// How many customers have each persona, and how often personas were found.
struct PersonaTally: Sendable, Equatable {
    /// Customers by code.
    private(set) var members: [UInt32: Int] = [:]
    /// Refreshes.
    var refreshes = 0
    /// Numbers that triggers have looked at, by the trigger's index; where they are collected.
    var numbers: [Int: QuantileSketch] = [:]

    /// Counts a customer who has a persona.
    mutating func enter(_ persona: UInt32) {
        if persona != PersonaCode.none { members[persona, default: 0] += 1 }
    }

    /// Counts a customer no longer.
    mutating func leave(_ persona: UInt32) {
        if persona != PersonaCode.none { members[persona, default: 0] -= 1 }
    }
}

extension PersonaDefinition {
    /// The name of a trigger, as records have it.
    package func name(of trigger: PersonaRefresh.Trigger) -> String {
        switch trigger {
        case .event(let index): triggers[index].name
        case .forecast(let index): forecasts[index].name
        case .schedule: Self.schedule
        case .modelChange: Self.modelChange
        case .ruleChange: Self.ruleChange
        }
    }
}
