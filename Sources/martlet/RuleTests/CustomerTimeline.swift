import MartletProfile
import MartletStream
import MartletWire

/// What happens to the customers that a case asks about.
final class CustomerTimeline {
    /// One change.
    struct Entry {
        /// When it took effect.
        var at: Instant
        /// Segments entered and left, sorted.
        var entered: [String]
        var exited: [String]
        /// What made it happen: the type of an event, or `time`.
        var cause: String
        /// All segments of the customer from then on, sorted.
        var segments: [String]
        /// Why, by segment.
        var reasons: [String: RuleReport]
    }

    /// One change of an episode.
    struct AlertEntry {
        var at: Instant
        /// The alert, what happened, and the severity.
        var alert: String
        var change: EpisodeChange
        var severity: String
    }

    /// One refresh of a persona.
    struct RefreshEntry {
        var at: Instant
        /// What made it necessary, and the persona that was found.
        var trigger: String
        var persona: String
    }

    /// The changes of each customer, in the order of time.
    private(set) var entries: [String: [Entry]] = [:]
    /// The changes of each customer's episodes, in the order of time.
    private(set) var alerts: [String: [AlertEntry]] = [:]
    /// The refreshes of each customer's persona, in the order of time.
    private(set) var refreshes: [String: [RefreshEntry]] = [:]

    private let customers: Set<String>
    private let names: [String]
    private let types: [String]
    private let encoder: FeatureEncoder

    /// Makes a timeline that keeps the changes of `customers`.
    init(plan: Plan, customers: Set<String>) {
        self.customers = customers
        names = plan.book.segments.map(\.definition.name)
        types = plan.features.schema.types
        encoder = FeatureEncoder(plan: plan)
    }

    /// Takes note of the last evaluation of `row`.
    func note(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, cause: Cause,
        _ events: borrowing EventBatch
    ) {
        let customer = Self.customer(table, row)
        guard customers.contains(customer) else { return }
        var entry = Entry(
            at: at, entered: table.entered.map { names[$0] },
            exited: table.exited.map { names[$0] },
            cause: "time", segments: segments(table, row), reasons: [:])
        if case .event(let index) = cause, events.heads[index].type != EventSchema.unnamed {
            entry.cause = types[Int(events.heads[index].type)]
        }
        for segment in table.entered {
            entry.reasons[names[segment]] = report(table, row, segment, at, isMember: false)
        }
        for segment in table.exited {
            entry.reasons[names[segment]] = report(table, row, segment, at, isMember: true)
        }
        entries[customer, default: []].append(entry)
    }

    /// Takes note of what the last evaluation of `row` did to episodes.
    func noteAlerts(_ table: borrowing ProfileTable, _ row: Int, at: Instant) {
        let customer = Self.customer(table, row)
        guard customers.contains(customer) else { return }
        for change in table.alertChanges {
            let definition = table.plan.alerts.alerts[change.alert].definition
            let entry = AlertEntry(
                at: at, alert: definition.name, change: change.change,
                severity: definition.ladder[change.level].name)
            alerts[customer, default: []].append(entry)
        }
    }

    /// Takes note of the persona that was found last, that of `row`.
    func noteRefresh(_ table: borrowing ProfileTable, _ row: Int, at: Instant) {
        let customer = Self.customer(table, row)
        guard customers.contains(customer), let refresh = table.personaRefresh,
            let definition = table.plan.personas?.definition
        else { return }
        let entry = RefreshEntry(
            at: at, trigger: definition.name(of: refresh.trigger),
            persona: table.persona(row) ?? PersonaDefinition.unassigned)
        refreshes[customer, default: []].append(entry)
    }

    /// Names of the customer's segments, sorted.
    func segments(_ table: borrowing ProfileTable, _ row: Int) -> [String] {
        var found: [String] = []
        for segment in names.indices where table.isMember(row, of: segment) {
            found.append(names[segment])
        }
        return found
    }

    /// The rule of a segment that decides for a member, or for somebody outside.
    func report(
        _ table: borrowing ProfileTable, _ row: Int, _ segment: Int, _ at: Instant, isMember: Bool
    ) -> RuleReport {
        RuleReport(table, row, segment, at: at, isMember: isMember, encoder)
    }

    /// The index of a segment.
    func index(of name: String) -> Int? { names.firstIndex(of: name) }

    /// A feature's value as JSON; null if it has none.
    func value(
        of feature: Int, _ table: borrowing ProfileTable, _ row: Int, _ at: Instant
    ) -> String {
        var bytes: [UInt8] = []
        encoder.append([.init(feature: feature)], table, row, at, to: &bytes)
        let prefix = [UInt8](quoted: table.plan.features.definitions[feature].name).count + 1
        return bytes.isEmpty ? "null" : String(decoding: bytes.dropFirst(prefix), as: UTF8.self)
    }

    private static func customer(_ table: borrowing ProfileTable, _ row: Int) -> String {
        var bytes: [UInt8] = []
        table.withCustomer(row) { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
