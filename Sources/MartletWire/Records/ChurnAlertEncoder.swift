public import MartletProfile

/// Encodes `churn-alerts` records (`io.martlet.churn.alert.v1`), key parts prepared once.
public final class ChurnAlertEncoder: Sendable {
    /// `,"alert":"name","episode":` of each alert.
    private let names: TextTable
    /// `,"state":"raised"` and so on, in the order of ``EpisodeChange``.
    private let states: TextTable
    /// `,"severity":"name"` of each severity of each alert, one alert after the other.
    private let severities: TextTable
    /// Where the severities of each alert begin.
    private let firstSeverity: [Int]
    /// The rules that decide about each alert.
    private let rules: [Rules]
    private let ending: TextTable
    private let features: FeatureEncoder
    private let causes: SegmentChangeEncoder

    /// One rule as records show it.
    private struct Rule: Sendable {
        let quoted: [UInt8]
        let readings: [RuleProgram.Reading]

        init(_ program: RuleProgram) {
            quoted = [UInt8](quoted: program.source)
            readings = program.readings
        }
    }

    /// The rules of one alert.
    private struct Rules: Sendable {
        let when: Rule
        let resolveOn: Rule?
        let severities: [Rule]
    }

    /// Prepares for a plan.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - causes: Encodes what made an alert change.
    public init(plan: Plan, causes: SegmentChangeEncoder) {
        let alerts = plan.alerts.alerts
        names = TextTable(
            alerts.map {
                Array(#","alert":"#.utf8) + [UInt8](quoted: $0.definition.name)
                    + Array(#","episode":"#.utf8)
            })
        states = TextTable(
            EpisodeChange.allCases.map { Array(#","state":"\#($0.rawValue)""#.utf8) })
        var first: [Int] = []
        var severities: [[UInt8]] = []
        for alert in alerts {
            first.append(severities.count)
            severities += alert.definition.ladder.map {
                Array(#","severity":"#.utf8) + [UInt8](quoted: $0.name)
            }
        }
        self.severities = TextTable(severities)
        firstSeverity = first
        rules = alerts.map { alert in
            Rules(
                when: Rule(alert.when), resolveOn: alert.resolveOn.map { Rule($0) },
                severities: alert.severities.map { Rule($0) })
        }
        ending = TextTable([Array(#","rules":"\#(plan.fingerprint)","next_change_at":"#.utf8)])
        features = FeatureEncoder(plan: plan)
        self.causes = causes
    }

    /// Appends the record of one change of an episode.
    ///
    /// - Parameters:
    ///   - change: One of the table's `alertChanges`.
    ///   - table: The table, as the last evaluation left it.
    ///   - row: The profile.
    ///   - at: The instant at which it took effect.
    ///   - cause: Why.
    ///   - batch: The events at hand.
    ///   - bytes: Receives the JSON.
    package func append(
        _ change: AlertChange, _ table: borrowing ProfileTable, _ row: Int, at: Instant,
        cause: Cause, batch: borrowing EventBatch, to bytes: inout [UInt8]
    ) {
        let customer = table.customer(row)
        let score = table.score(of: change.alert, level: change.level, row, at: at)
        let value = table.valueAtRisk(of: change.alert, row, at: at)
        let rule = rule(of: change)
        let state = EpisodeChange.allCases.firstIndex(of: change.change) ?? 0
        let size = 160 + 2 * OutputSpan<UInt8>.longestQuoted(customer.count) + names.size
        let parts = states.size + severities.size + 6 * OutputSpan<UInt8>.longestValue
        bytes.append(addingCapacity: size + parts) { room in
            room.append(recordOf: customer, change.sequence, #"{"id":"alert:"#)
            room.append(#","at":"# as StaticString)
            room.append(instant: at)
            names.append(change.alert, to: &room)
            room.append(integer: change.episode)
            states.append(state, to: &room)
            severities.append(firstSeverity[change.alert] + change.level, to: &room)
            room.append(#","score":"# as StaticString)
            room.append(double: score ?? .nan)
            room.append(#","value_at_risk":"# as StaticString)
            room.append(double: value ?? .nan)
            room.append(#","evidence":{"# as StaticString)
        }
        features.append(rule.readings, table, row, at, to: &bytes)
        bytes.append(#"},"rule":"# as StaticString)
        bytes += rule.quoted
        bytes.append(#","cause":"# as StaticString)
        causes.append(cause, batch, to: &bytes)
        let next = table.nextChange(row, ofAlert: change.alert, at: at)
        bytes.append(addingCapacity: ending.size + OutputSpan<UInt8>.longestValue) { room in
            ending.append(0, to: &room)
            room.append(instant: next)
            room.append(UInt8(ascii: "}"))
        }
    }

    /// The rule that a change is about: the one that decided, or `when` if none did.
    private func rule(of change: AlertChange) -> Rule {
        let rules = rules[change.alert]
        switch change.change {
        case .raised, .expired: return rules.when
        case .escalated: return rules.severities[change.level]
        case .resolved: return rules.resolveOn ?? rules.when
        }
    }
}
