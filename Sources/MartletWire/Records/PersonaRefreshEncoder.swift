public import MartletProfile

/// Encodes `persona-refreshes` records (`io.martlet.persona.refreshed.v1`), key parts prepared
/// once.
public final class PersonaRefreshEncoder: Sendable {
    /// The quoted name of each trigger and each forecast.
    private let triggers, forecasts: [[UInt8]]
    /// `{"feature":"name","value":` of each feature.
    private let features: [[UInt8]]
    private let ending: [UInt8]
    private let causes: SegmentChangeEncoder

    /// Prepares for a plan.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - causes: Encodes what made a refresh necessary.
    public init(plan: Plan, causes: SegmentChangeEncoder) {
        let definition = plan.personas?.definition
        triggers = (definition?.triggers ?? []).map { [UInt8](quoted: $0.name) }
        forecasts = (definition?.forecasts ?? []).map { [UInt8](quoted: $0.name) }
        features = (definition?.features ?? []).map {
            Array(#"{"feature":"#.utf8) + [UInt8](quoted: $0.name) + Array(#","value":"#.utf8)
        }
        ending = Array(#","rules":"\#(plan.fingerprint)"}"#.utf8)
        self.causes = causes
    }

    /// Appends the record of the last refresh of a table, which is that of `row`.
    ///
    /// - Parameters:
    ///   - table: The table; its `personaRefresh` says what was found.
    ///   - row: The profile.
    ///   - at: The instant at which it took effect.
    ///   - cause: Why.
    ///   - batch: The events at hand.
    ///   - bytes: Receives the JSON.
    public func append(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, cause: Cause,
        batch: borrowing EventBatch, to bytes: inout [UInt8]
    ) {
        guard let refresh = table.personaRefresh else { return }
        let sequence = table.personaSequence(row)
        let customer = table.customer(row)
        let size = 96 + 2 * OutputSpan<UInt8>.longestQuoted(customer.count)
        bytes.append(addingCapacity: size + 3 * OutputSpan<UInt8>.longestValue) { room in
            room.append(recordOf: customer, sequence, #"{"id":"persona:"#)
            room.append(#","at":"# as StaticString)
            room.append(instant: at)
            room.append(#","persona":"# as StaticString)
        }
        Self.append(table.personaName(.persona), to: &bytes)
        bytes.append(#","previous":"# as StaticString)
        Self.append(table.personaName(.previous), to: &bytes)
        bytes.append(
            refresh.isChange ? #","changed":true"# : #","changed":false"# as StaticString)
        bytes.append(#","trigger":"# as StaticString)
        append(refresh.trigger, to: &bytes)
        bytes.append(#","distance":"# as StaticString)
        Self.append(refresh.distance, to: &bytes)
        bytes.append(#","runner_up":"# as StaticString)
        Self.append(table.personaName(.runnerUp), to: &bytes)
        bytes.append(#","runner_up_distance":"# as StaticString)
        Self.append(refresh.runnerUpDistance, to: &bytes)
        bytes.append(#","traits":["# as StaticString)
        for (index, trait) in refresh.traits.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += features[trait.feature]
            bytes.append(double: trait.value)
            bytes.append(#","z":"# as StaticString)
            Self.append(trait.standardised, to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(#"],"cause":"# as StaticString)
        causes.append(cause, batch, to: &bytes)
        bytes.append(#","model":"# as StaticString)
        Self.append(table.personaFingerprint, to: &bytes)
        bytes += ending
    }

    private func append(_ trigger: PersonaRefresh.Trigger, to bytes: inout [UInt8]) {
        switch trigger {
        case .event(let index): bytes += triggers[index]
        case .forecast(let index): bytes += forecasts[index]
        case .schedule: Self.append(PersonaDefinition.schedule, to: &bytes)
        case .modelChange: Self.append(PersonaDefinition.modelChange, to: &bytes)
        case .ruleChange: Self.append(PersonaDefinition.ruleChange, to: &bytes)
        }
    }

    private static func append(_ text: String?, to bytes: inout [UInt8]) {
        guard let text else { return bytes.append("null" as StaticString) }
        bytes += [UInt8](quoted: text)
    }

    /// Distances are told to the sixth digit behind the point.
    private static func append(_ number: Double?, to bytes: inout [UInt8]) {
        guard let number else { return bytes.append("null" as StaticString) }
        bytes.append(double: (number * 1e6).rounded() / 1e6)
    }
}
