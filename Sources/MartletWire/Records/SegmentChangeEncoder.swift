public import MartletProfile

/// Encodes `segment-changes` records (`io.martlet.segment.changed.v1`), key parts prepared once.
public final class SegmentChangeEncoder: Sendable {
    /// `,"name"` of each segment.
    private let names: TextTable
    /// `,"name":{"rule":"...","values":{` for entering and for leaving each segment.
    private let entering: TextTable
    private let leaving: TextTable
    /// What these rules read.
    private let entryReadings: [[RuleProgram.Reading]]
    private let exitReadings: [[RuleProgram.Reading]]
    private let typeNames: TextTable
    private let inputs: TextTable
    /// `"type"` that each input fixes: the events of a type that no feature names have no other.
    private let fixedTypes: TextTable
    private let ending: TextTable
    private let features: FeatureEncoder

    /// Prepares for a plan.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - inputs: Topic names of the configured inputs.
    ///   - types: The type that each input fixes; nil, or none at all, where events carry it.
    public init(plan: Plan, inputs: [String], types: [String?] = []) {
        let quoted = { (text: String) in [UInt8](quoted: text) }
        names = TextTable(
            plan.book.segments.map { [UInt8(ascii: ",")] + quoted($0.definition.name) })
        let reason = { (segment: RuleBook.Segment, rule: String) -> [UInt8] in
            [UInt8(ascii: ",")] + quoted(segment.definition.name) + Array(#":{"rule":"#.utf8)
                + quoted(rule)
                + Array(#","values":{"#.utf8)
        }
        entering = TextTable(plan.book.segments.map { reason($0, $0.definition.when) })
        leaving = TextTable(
            plan.book.segments.map { reason($0, $0.definition.exitWhen ?? $0.definition.when) })
        entryReadings = plan.book.segments.map(\.when.readings)
        exitReadings = plan.book.segments.map { ($0.exitWhen ?? $0.when).readings }
        typeNames = TextTable(plan.features.schema.types.map(quoted))
        self.inputs = TextTable(inputs.map(quoted))
        fixedTypes = TextTable(
            inputs.indices.map { input in
                types.count > input ? types[input].map(quoted) ?? quoted("") : quoted("")
            })
        ending = TextTable([Array(#","rules":"\#(plan.fingerprint)"}"#.utf8)])
        features = FeatureEncoder(plan: plan)
    }

    /// Appends the record of the last evaluation of `row`, which changed its segments at `at`.
    ///
    /// - Parameters:
    ///   - table: The table; its `entered` and `exited` say what changed.
    ///   - row: The profile.
    ///   - at: The instant at which it took effect.
    ///   - cause: Why.
    ///   - batch: The events at hand.
    ///   - bytes: Receives the JSON.
    public func append(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, cause: Cause,
        batch: borrowing EventBatch,
        to bytes: inout [UInt8]
    ) {
        let sequence = table.sequence(row)
        bytes.append(#"{"id":"segment:"# as StaticString)
        bytes.append(escaped: table.customer(row))
        bytes.append(addingCapacity: 64) { room in
            room.append(UInt8(ascii: ":"))
            room.append(integer: sequence)
            room.append(#"","customer_id":"# as StaticString)
        }
        bytes.appendQuoted(table.customer(row), comma: false)
        bytes.append(addingCapacity: 96) { room in
            room.append(#","seq":"# as StaticString)
            room.append(integer: sequence)
            room.append(#","at":""# as StaticString)
            at.appendRFC3339(to: &room)
            room.append(#"","entered":["# as StaticString)
        }
        appendNames(table.entered, to: &bytes)
        bytes.append(#"],"exited":["# as StaticString)
        appendNames(table.exited, to: &bytes)
        bytes.append(#"],"segments":["# as StaticString)
        appendMembership(table, row, to: &bytes)
        bytes.append(#"],"cause":"# as StaticString)
        append(cause, batch, to: &bytes)
        bytes.append(#","reasons":{"# as StaticString)
        appendReasons(table, row, at, to: &bytes)
        bytes.append(#"},"next_change_at":"# as StaticString)
        bytes.append(instant: table.deadline(row))
        ending.append(0, to: &bytes)
    }

    /// Appends the sorted names of the customer's segments, with commas between.
    func appendMembership(_ table: borrowing ProfileTable, _ row: Int, to bytes: inout [UInt8]) {
        var isFirst = true
        for segment in 0..<names.count where table.isMember(row, of: segment) {
            names.append(segment, to: &bytes, droppingFirst: isFirst)
            isFirst = false
        }
    }

    private func appendNames(_ segments: [Int], to bytes: inout [UInt8]) {
        for (index, segment) in segments.enumerated() {
            names.append(segment, to: &bytes, droppingFirst: index == 0)
        }
    }

    private func append(_ cause: Cause, _ batch: borrowing EventBatch, to bytes: inout [UInt8]) {
        switch cause {
        case .deadline: bytes.append(#"{"kind":"deadline"}"# as StaticString)
        case .ruleChange: bytes.append(#"{"kind":"rule_change"}"# as StaticString)
        case .event(let index):
            let head = batch.heads[index]
            bytes.append(#"{"kind":"event","type":"# as StaticString)
            if head.type != EventSchema.unnamed {
                typeNames.append(Int(head.type), to: &bytes)
            } else if head.typeName.count > 0 {
                bytes.appendQuoted(batch.bytes(head.typeName), comma: false)
            } else {
                fixedTypes.append(Int(head.origin.input), to: &bytes)
            }
            if head.eventID.count > 0 {
                bytes.append(#","event_id":"# as StaticString)
                bytes.appendQuoted(batch.bytes(head.eventID), comma: false)
            }
            bytes.append(#","topic":"# as StaticString)
            inputs.append(Int(head.origin.input), to: &bytes)
            bytes.append(addingCapacity: 80) { room in
                room.append(#","partition":"# as StaticString)
                room.append(integer: Int(head.origin.partition))
                room.append(#","offset":"# as StaticString)
                room.append(integer: Int(head.origin.offset))
                room.append(UInt8(ascii: "}"))
            }
        }
    }

    private func appendReasons(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, to bytes: inout [UInt8]
    ) {
        // Entered and exited ascend apart; reasons ascend together.
        let (enteredCount, exitedCount) = (table.entered.count, table.exited.count)
        var (entered, exited) = (0, 0)
        while entered < enteredCount || exited < exitedCount {
            let isEntry =
                exited == exitedCount
                || entered < enteredCount && table.entered[entered] < table.exited[exited]
            let segment = isEntry ? table.entered[entered] : table.exited[exited]
            (isEntry ? entering : leaving).append(
                segment, to: &bytes, droppingFirst: entered &+ exited == 0)
            if isEntry { entered &+= 1 } else { exited &+= 1 }
            features.append(
                isEntry ? entryReadings[segment] : exitReadings[segment], table, row, at, to: &bytes
            )
            bytes.append("}}" as StaticString)
        }
    }
}
