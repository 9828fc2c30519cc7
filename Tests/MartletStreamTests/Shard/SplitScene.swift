import MartletOracles
import MartletProfile
import MartletWire

@testable import MartletStream

/// Customers spread over shards; keeps what they tell, customer by customer.
final class SplitScene {
    /// What there is to say of one customer.
    struct Story: Equatable {
        var episodes: [EpisodeNote] = []
        var refreshes: [PersonaOracle.Note] = []
        /// Values of all records, in the order of each output.
        var records: [OutputBatch.Output: [String]] = [:]
    }

    let shards: [Shard]
    private let encoder: OutcomeEncoder
    private let schema: EventSchema
    private var outputs = OutputBatch()
    private(set) var stories: [String: Story] = [:]

    init(_ plan: Plan, shards count: Int) {
        shards = (0..<count).map { Shard(partition: Int32($0), plan: plan, inputs: 1) }
        encoder = OutcomeEncoder(
            plan: plan, name: "shop", inputs: ["events"], selection: OutcomeEncoder.Selection())
        schema = plan.features.schema
        for shard in shards {
            shard.alertObserver = { [unowned self] table, row, at, cause, _ in
                noteEpisodes(table, row, at, cause)
            }
            shard.personaObserver = { [unowned self] table, row, at, cause, _ in
                noteRefresh(table, row, at, cause)
            }
        }
    }

    /// The shard of a customer.
    func shard(of customer: String) -> Shard {
        let id = Array(customer.utf8)
        return shards[Int(CustomerMark.mark(id.span) >> 7 % UInt64(shards.count))]
    }

    /// Applies the `offset`-th event of the feed.
    ///
    /// - Returns: The clock at which it was taken in.
    @discardableResult
    func apply(_ event: SegmentStory.Event, offset: Int, now: Int64?) -> Int64 {
        let shard = shard(of: event.customer)
        shard.apply(
            SegmentStory.batch(event, schema, offset: offset),
            now: now.map { Instant(milliseconds: $0) }, encoder, into: &outputs)
        keepRecords()
        return shard.table.clock.milliseconds
    }

    /// Lets time pass for one shard.
    func pass(_ shard: Shard, to instant: Int64) {
        shard.pass(
            to: Instant(milliseconds: instant), EventBatch(schema: schema), encoder,
            into: &outputs)
        keepRecords()
    }

    /// How all episodes of an alert turned out.
    func tally(_ alert: Int) -> EpisodeTally {
        shards.reduce(into: EpisodeTally()) { $0.add($1.table.tallies[alert]) }
    }

    /// Customers of each persona, nobody's left out.
    var members: [String: Int] {
        shards.flatMap { $0.table.personaMembers }.filter { $0.members > 0 }
            .reduce(into: [:]) { $0[$1.name, default: 0] += $1.members }
    }

    private func keepRecords() {
        let text = { [outputs] (range: Range<Int>) in
            String(decoding: outputs.bytes[range], as: UTF8.self)
        }
        for record in outputs.records {
            let key = text(record.key.start..<record.key.start + record.key.count)
            let value = text(record.value.start..<record.value.start + record.value.count)
            stories[key, default: Story()].records[record.output, default: []].append(value)
        }
        outputs.removeAll()
    }

    private func customer(_ table: borrowing ProfileTable, _ row: Int) -> String {
        table.withCustomer(row) { id in
            String(decoding: id.indices.map { id[$0] }, as: UTF8.self)
        }
    }

    private func noteEpisodes(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, _ cause: Cause
    ) {
        let customer = customer(table, row)
        for change in table.alertChanges {
            let alert = table.plan.alerts.alerts[change.alert].definition
            stories[customer, default: Story()].episodes.append(
                EpisodeNote(
                    at: at.milliseconds, customer: customer, alert: alert.name,
                    change: change.change, episode: change.episode,
                    severity: alert.ladder[change.level].name,
                    isDeadline: cause == .deadline, sequence: change.sequence))
        }
    }

    private func noteRefresh(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, _ cause: Cause
    ) {
        guard let refresh = table.personaRefresh, let book = table.plan.personas else { return }
        let customer = customer(table, row)
        stories[customer, default: Story()].refreshes.append(
            PersonaOracle.Note(
                at: at.milliseconds, customer: customer,
                persona: table.personaName(.persona) ?? "?",
                previous: table.personaName(.previous),
                trigger: book.definition.name(of: refresh.trigger),
                isDeadline: cause == .deadline, sequence: table.personaSequence(row),
                runnerUp: table.personaName(.runnerUp), distance: refresh.distance))
    }
}
