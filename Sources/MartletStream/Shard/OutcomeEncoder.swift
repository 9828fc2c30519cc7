public import MartletProfile
import MartletWire

/// Turns outcomes into addressed records.
public final class OutcomeEncoder: Sendable {
    /// What is written at all.
    public struct Selection: Sendable {
        /// Segment changes.
        public var segmentChanges = true
        /// Changes of churn alerts.
        public var churnAlerts = true
        /// Personas found anew.
        public var personaRefreshes = true
        /// Profiles, at most one per customer and commit.
        public var profiles = false
        /// Records that were no events.
        public var deadLetters = true
        /// Changelog and positions.
        public var changelog = true
        /// CloudEvents headers on public records.
        public var headers = true

        /// Makes a selection.
        public init() {}
    }

    private let selection: Selection
    private let changes: SegmentChangeEncoder
    private let personas: PersonaRefreshEncoder
    private let profiles: ProfileEncoder
    private let alerts: ChurnAlertEncoder
    private let codec: RowCodec
    private let attributes: CloudEventAttributes
    private let rules: String
    private let topics: [String]
    /// The changelog record of the plan.
    let planRecord: (key: [UInt8], value: [UInt8])

    /// Prepares for a plan.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - name: The application's name: CloudEvents source `/martlet/NAME`.
    ///   - inputs: Topic names of the inputs.
    ///   - types: The type that each input fixes; nil, or none at all, where events carry it.
    ///   - selection: What is written at all.
    public init(
        plan: Plan, name: String, inputs: [String], types: [String?] = [], selection: Selection
    ) {
        self.selection = selection
        changes = SegmentChangeEncoder(plan: plan, inputs: inputs, types: types)
        personas = PersonaRefreshEncoder(plan: plan, causes: changes)
        profiles = ProfileEncoder(plan: plan, segments: changes)
        alerts = ChurnAlertEncoder(plan: plan, causes: changes)
        codec = RowCodec(layout: plan.layoutHash)
        attributes = CloudEventAttributes(name: name)
        rules = plan.fingerprint
        topics = inputs
        var record: [UInt8] = []
        PlanCodec.append(plan.rowDescription, to: &record)
        planRecord = (PlanCodec.key(layout: plan.layoutHash), record)
    }

    /// Appends the record of the last evaluation of `row`.
    func appendChange(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, cause: Cause,
        _ events: borrowing EventBatch, to outputs: inout OutputBatch
    ) {
        guard selection.segmentChanges else { return }
        let start = outputs.bytes.count
        changes.append(table, row, at: at, cause: cause, batch: events, to: &outputs.bytes)
        finish(
            .segmentChanges, .segmentChanged, table, row, at, number: table.sequence(row),
            from: start, &outputs)
    }

    /// Appends the records of what the last evaluation of `row` did to churn alerts.
    func appendAlerts(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, cause: Cause,
        _ events: borrowing EventBatch, to outputs: inout OutputBatch
    ) {
        guard selection.churnAlerts else { return }
        for change in table.alertChanges {
            let start = outputs.bytes.count
            alerts.append(
                change, table, row, at: at, cause: cause, batch: events, to: &outputs.bytes)
            finish(
                .churnAlerts, .churnAlert, table, row, at, number: change.sequence, from: start,
                &outputs)
        }
    }

    /// Appends the record of the last refresh of the persona of `row`.
    func appendRefresh(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, cause: Cause,
        _ events: borrowing EventBatch, to outputs: inout OutputBatch
    ) {
        guard selection.personaRefreshes else { return }
        let start = outputs.bytes.count
        personas.append(table, row, at: at, cause: cause, batch: events, to: &outputs.bytes)
        finish(
            .personaRefreshes, .personaRefreshed, table, row, at,
            number: table.personaSequence(row), from: start, &outputs)
    }

    /// Appends what the open cycle changed in a shard.
    func appendState(
        _ table: borrowing ProfileTable, _ partition: Int32, _ offsets: [Int64],
        _ origin: ShardOrigin, to outputs: inout OutputBatch
    ) {
        appendTombstones(table, partition, to: &outputs)
        if selection.profiles {
            var keys: [KeyCount] = []
            for row in table.touched {
                let start = outputs.bytes.count
                profiles.append(table, row, at: table.clock, keys: &keys, to: &outputs.bytes)
                finish(
                    .profiles, .profileUpdated, table, row, table.clock,
                    number: Int(table.clock.milliseconds), from: start, &outputs)
            }
        }
        guard selection.changelog else { return }
        if origin.planRecord == .missing {
            let key = outputs.append { $0 += planRecord.key }
            outputs.add(.changelog, partition, key, outputs.append { $0 += planRecord.value })
        }
        var image = RowImage()
        for row in table.touched {
            let start = outputs.bytes.count
            table.export(row, into: &image)
            codec.append(image, to: &outputs.bytes)
            let value = outputs.range(from: start)
            let key = outputs.append { bytes in table.withCustomer(row) { bytes.append($0) } }
            outputs.add(.changelog, partition, key, value)
        }
        let start = outputs.bytes.count
        codec.append(position(table.clock, offsets, origin), to: &outputs.bytes)
        let value = outputs.range(from: start)
        outputs.add(.changelog, partition, RecordBatch.ByteRange(start: 0, count: 0), value)
    }

    /// Before the rows, so that a customer who has come back since stays.
    private func appendTombstones(
        _ table: borrowing ProfileTable, _ partition: Int32, to outputs: inout OutputBatch
    ) {
        for customer in table.erased {
            let key = outputs.append { $0 += customer }
            if selection.profiles, selection.headers { outputs.add(.profiles, -1, key, .null) }
            if selection.changelog { outputs.add(.changelog, partition, key, .null) }
        }
    }

    /// How far a shard has come.
    func position(_ clock: Instant, _ offsets: [Int64], _ origin: ShardOrigin) -> ShardPosition {
        ShardPosition(
            clock: clock, offsets: offsets, rules: origin.rules ?? rules, topics: topics,
            partitions: origin.partitions, incarnation: origin.incarnation,
            isFiring: origin.isFiring, models: origin.models)
    }

    /// Appends profiles as they are at the table's clock, as `profiles` records on lines.
    public func appendProfiles(
        _ table: borrowing ProfileTable, _ rows: ArraySlice<Int>, to bytes: inout [UInt8]
    ) {
        table.fetch(rows)
        var keys: [KeyCount] = []
        for row in rows {
            profiles.append(table, row, at: table.clock, keys: &keys, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Appends the dead letter of a rejected record: its own bytes and headers, and the reason.
    func appendDeadLetter(
        _ rejection: Rejection, _ record: RecordBatch.Record, of batch: borrowing RecordBatch,
        topic: String, to outputs: inout OutputBatch
    ) {
        guard selection.deadLetters else { return }
        guard selection.headers else {
            let payload = batch.bytes.span.extracting(
                record.value.start..<record.value.start + record.value.count)
            let line = outputs.append { bytes in
                DeadLetterLine.append(
                    rejection, topic: topic, partition: record.partition, offset: record.offset,
                    payload: payload, to: &bytes)
            }
            return outputs.add(.deadLetters, -1, .null, line)
        }
        let firstHeader = outputs.headers.count
        let value = outputs.copy(record.value, of: batch)
        let key = outputs.copy(record.key, of: batch)
        for header in batch.headers[record.firstHeader..<record.firstHeader + record.headerCount] {
            let name = outputs.copy(header.name, of: batch)
            let text = outputs.copy(header.value, of: batch)
            outputs.headers.append(RecordBatch.Header(name: name, value: text))
        }
        for (name, text) in DeadLetterHeaders.pairs(
            rejection, topic: topic, partition: record.partition, offset: record.offset)
        {
            outputs.addHeader(name, text)
        }
        outputs.records.append(
            OutputBatch.Record(
                output: .deadLetters, partition: -1, key: key, value: value,
                firstHeader: firstHeader, headerCount: outputs.headers.count - firstHeader))
    }

    private func finish(
        _ output: OutputBatch.Output, _ kind: CloudEventAttributes.Kind,
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, number: Int, from start: Int,
        _ outputs: inout OutputBatch
    ) {
        let value = outputs.range(from: start)
        guard selection.headers else {
            return outputs.add(output, -1, .null, value)
        }
        let key = outputs.append { bytes in table.withCustomer(row) { bytes.append($0) } }
        let firstHeader = outputs.headers.count
        let headerCount = outputs.addHeaders(
            attributes, kind, table, row, at, number: number, key: key)
        outputs.records.append(
            OutputBatch.Record(
                output: output, partition: -1, key: key, value: value, firstHeader: firstHeader,
                headerCount: headerCount))
    }
}
