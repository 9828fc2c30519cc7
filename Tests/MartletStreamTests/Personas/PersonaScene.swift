import MartletProfile
import MartletWire
import Testing

@testable import MartletStream

/// One shard with personas, fed with JSON lines; keeps what it tells of refreshes.
final class PersonaScene {
    /// One refresh.
    struct Refresh: Equatable {
        var at: Int64
        var customer = "c1"
        var persona: String
        var previous: String?
        var trigger: String
        var kind = "event"
        var sequence: Int

        init(
            _ at: Int64, _ trigger: String, _ persona: String, from previous: String?,
            _ sequence: Int, customer: String = "c1", kind: String = "event"
        ) {
            self.at = at
            self.customer = customer
            self.persona = persona
            self.previous = previous
            self.trigger = trigger
            self.kind = kind
            self.sequence = sequence
        }
    }

    static let minute: Int64 = 60_000
    static let day: Int64 = 86_400_000
    /// 2024-01-01T00:00:00Z, a Monday.
    static let start: Int64 = 1_704_067_200_000

    let plan: Plan
    let shard: Shard
    let encoder: OutcomeEncoder
    private(set) var refreshes: [Refresh] = []
    private(set) var outputs = OutputBatch()
    private var decoder: EventDecoder
    private var offset: Int64 = 0

    init(_ plan: Plan) {
        self.plan = plan
        shard = Shard(partition: 0, plan: plan, inputs: 1)
        encoder = OutcomeEncoder(
            plan: plan, name: "shop", inputs: ["events"], selection: OutcomeEncoder.Selection())
        decoder = EventDecoder(schema: plan.features.schema, attributes: AttributePaths())
        shard.personaObserver = { [unowned self] table, row, at, cause, _ in
            note(table, row, at, cause)
        }
    }

    /// A plan with the features that most stories need.
    static func plan(
        _ definition: PersonaDefinition, segments: [SegmentDefinition] = [],
        lists: CustomerLists = CustomerLists(), model: PersonaModel? = nil
    ) throws -> Plan {
        let source = { (type: String, field: [String]) in
            FeatureDefinition.Source(type: type, field: field)
        }
        var plan = try Plan(
            features: [
                FeatureDefinition(name: "n", aggregate: .count, sources: [source("buy", [])]),
                FeatureDefinition(
                    name: "n_2d", aggregate: .count, sources: [source("buy", [])],
                    window: Window(length: 2, unit: .day)),
                FeatureDefinition(
                    name: "spend", aggregate: .sum, sources: [source("buy", ["amount"])]),
                FeatureDefinition(
                    name: "last_buy", aggregate: .last, sources: [source("buy", ["ts"])]),
                FeatureDefinition(
                    name: "tier", aggregate: .last, sources: [source("profile", ["tier"])]),
                FeatureDefinition(name: "views", aggregate: .count, sources: [source("view", [])]),
            ], segments: segments, lists: lists, personas: definition)
        plan.personaModel = model
        return plan
    }

    /// Applies an event; `members` are JSON members beside customer, type and instant.
    func event(
        _ type: String, at: Int64, _ members: String = "", customer: String = "c1",
        now: Int64? = nil
    ) {
        let more = members.isEmpty ? "" : ",\(members)"
        let line = #"{"customer_id":"\#(customer)","type":"\#(type)","ts":\#(at)\#(more)}"#
        var batch = EventBatch(schema: plan.features.schema)
        let origin = EventBatch.Origin(input: 0, partition: 0, offset: offset)
        let rejection = decoder.decode(
            Array(line.utf8).span, origin: origin, fixedType: nil, latest: .never, into: &batch)
        #expect(rejection == nil)
        offset += 1
        shard.offsets[0] = offset
        shard.apply(
            batch, now: now.map { Instant(milliseconds: $0) }, encoder, into: &outputs)
    }

    /// Lets time pass.
    func pass(to instant: Int64) {
        shard.pass(
            to: Instant(milliseconds: instant), EventBatch(schema: plan.features.schema), encoder,
            into: &outputs)
    }

    /// Values of the records of refreshes.
    var records: [String] {
        outputs.records.filter { $0.output == .personaRefreshes }.map { record in
            let range = record.value.start..<record.value.start + record.value.count
            return String(decoding: outputs.bytes[range], as: UTF8.self)
        }
    }

    private func note(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, _ cause: Cause
    ) {
        guard let refresh = table.personaRefresh, let definition = plan.personas?.definition else {
            return
        }
        let trigger =
            switch refresh.trigger {
            case .event(let index): definition.triggers[index].name
            case .forecast(let index): definition.forecasts[index].name
            case .schedule: "schedule"
            case .modelChange: "model_change"
            case .ruleChange: "rule_change"
            }
        let kind =
            switch cause {
            case .event: "event"
            case .deadline: "deadline"
            case .ruleChange: "rule_change"
            case .modelChange: "model_change"
            }
        let customer = table.withCustomer(row) { id in
            String(decoding: id.indices.map { id[$0] }, as: UTF8.self)
        }
        refreshes.append(
            Refresh(
                at.milliseconds, trigger, table.personaName(.persona) ?? "?",
                from: table.personaName(.previous), table.personaSequence(row),
                customer: customer, kind: kind))
    }

    func forget() { refreshes.removeAll() }
}
