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
        let customer = table.customer(row)
        let profile = table.view(row)
        let (entered, exited) = (table.entered.span, table.exited.span)
        let size = 192 + 2 * OutputSpan<UInt8>.longestQuoted(customer.count) + 3 * longestMembership
        bytes.append(addingCapacity: size + 3 * OutputSpan<UInt8>.longestValue) { room in
            room.append(#"{"id":"segment:"# as StaticString)
            room.append(escaped: customer)
            room.append(UInt8(ascii: ":"))
            room.append(integer: sequence)
            room.append(#"","customer_id":"# as StaticString)
            room.append(quoted: customer)
            room.append(#","seq":"# as StaticString)
            room.append(integer: sequence)
            room.append(#","at":""# as StaticString)
            room.append(rfc3339: at)
            room.append(#"","entered":["# as StaticString)
            appendNames(entered, to: &room)
            room.append(#"],"exited":["# as StaticString)
            appendNames(exited, to: &room)
            room.append(#"],"segments":["# as StaticString)
            appendMembership(profile, to: &room)
            room.append(#"],"cause":"# as StaticString)
        }
        append(cause, batch, to: &bytes)
        bytes.append(#","reasons":{"# as StaticString)
        appendReasons(table, row, at, to: &bytes)
        let nextChange = table.nextChangeAt
        bytes.append(addingCapacity: 32 + ending.size + OutputSpan<UInt8>.longestValue) { room in
            room.append(#"},"next_change_at":"# as StaticString)
            room.append(instant: nextChange)
            ending.append(0, to: &room)
        }
    }

    /// Bytes that the names of a customer's segments may take, and be written with.
    var longestMembership: Int { names.size + 16 }

    /// Appends the sorted names of the customer's segments, with commas between.
    func appendMembership(_ profile: ProfileView, to room: inout OutputSpan<UInt8>) {
        var isFirst = true
        let names = names
        let texts = names.view
        for word in 0..<(names.count + 63) / 64 {
            var members = profile.membership(word)
            while members != 0 {
                let segment = word * 64 + members.trailingZeroBitCount
                texts.append(segment, to: &room, droppingFirst: isFirst)
                isFirst = false
                members &= members - 1
            }
        }
    }

    private func appendNames(_ segments: Span<Int>, to room: inout OutputSpan<UInt8>) {
        let names = names
        let texts = names.view
        for index in segments.indices {
            texts.append(segments[index], to: &room, droppingFirst: index == 0)
        }
    }

    private func append(_ cause: Cause, _ batch: borrowing EventBatch, to bytes: inout [UInt8]) {
        switch cause {
        case .deadline: bytes.append(#"{"kind":"deadline"}"# as StaticString)
        case .ruleChange: bytes.append(#"{"kind":"rule_change"}"# as StaticString)
        case .event(let index): append(batch.heads[index], batch, to: &bytes)
        }
    }

    private func append(
        _ head: EventBatch.Head, _ batch: borrowing EventBatch, to bytes: inout [UInt8]
    ) {
        let texts = Int(head.typeName.count) + Int(head.eventID.count)
        let prepared = typeNames.size + fixedTypes.size + inputs.size
        let size = 128 + prepared + OutputSpan<UInt8>.longestQuoted(texts)
        bytes.append(addingCapacity: size + 2 * OutputSpan<UInt8>.longestValue) { room in
            room.append(#"{"kind":"event","type":"# as StaticString)
            if head.type != EventSchema.unnamed {
                typeNames.append(Int(head.type), to: &room)
            } else if head.typeName.count > 0 {
                room.append(quoted: batch.bytes(head.typeName))
            } else {
                fixedTypes.append(Int(head.origin.input), to: &room)
            }
            if head.eventID.count > 0 {
                room.append(#","event_id":"# as StaticString)
                room.append(quoted: batch.bytes(head.eventID))
            }
            room.append(#","topic":"# as StaticString)
            inputs.append(Int(head.origin.input), to: &room)
            room.append(#","partition":"# as StaticString)
            room.append(integer: Int(head.origin.partition))
            room.append(#","offset":"# as StaticString)
            room.append(integer: Int(head.origin.offset))
            room.append(UInt8(ascii: "}"))
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
            let rules = isEntry ? entering : leaving
            bytes.append(addingCapacity: rules.size) { room in
                rules.append(segment, to: &room, droppingFirst: entered &+ exited == 0)
            }
            if isEntry { entered &+= 1 } else { exited &+= 1 }
            features.append(
                isEntry ? entryReadings[segment] : exitReadings[segment], table, row, at, to: &bytes
            )
            bytes.append("}}" as StaticString)
        }
    }
}
