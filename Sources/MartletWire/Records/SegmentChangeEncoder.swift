public import MartletProfile

/// Encodes `segment-changes` records (`io.martlet.segment.changed.v1`), key parts prepared once.
public final class SegmentChangeEncoder: Sendable {
    /// `,"name"` of each segment.
    private let names: TextTable
    private let entering: ReasonTable
    private let leaving: ReasonTable
    private let causes: CauseTexts
    private let ending: TextTable
    private let features: FeatureEncoder

    /// Prepares for a plan.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - inputs: Topic names of the configured inputs.
    ///   - types: The type that each input fixes; nil, or none at all, where events carry it.
    public init(plan: Plan, inputs: [String], types: [String?] = []) {
        let segments = plan.book.segments
        names = TextTable(
            segments.map { [UInt8(ascii: ",")] + [UInt8](quoted: $0.definition.name) })
        entering = ReasonTable(
            segments.map { ($0.definition.name, $0.definition.when, $0.when) })
        leaving = ReasonTable(
            segments.map {
                let definition = $0.definition
                return (
                    definition.name, definition.exitWhen ?? definition.when, $0.exitWhen ?? $0.when
                )
            })
        causes = CauseTexts(types: plan.features.schema.types, inputs: inputs, fixedTypes: types)
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
        Self.appendHead(table, row, at, names, to: &bytes)
        append(cause, batch, to: &bytes)
        bytes.append(#","reasons":{"# as StaticString)
        appendReasons(table, row, at, to: &bytes)
        Self.appendEnd(table.nextChangeAt, ending, to: &bytes)
    }

    /// Appends everything before the cause.
    private static func appendHead(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, _ names: borrowing TextTable,
        to bytes: inout [UInt8]
    ) {
        let sequence = table.sequence(row)
        let customer = table.customer(row)
        let profile = table.view(row)
        let (entered, exited) = (table.entered.span, table.exited.span)
        let texts = names.view
        let size = 240 + 2 * OutputSpan<UInt8>.longestQuoted(customer.count) + 3 * names.size
        bytes.append(addingCapacity: size + 3 * OutputSpan<UInt8>.longestValue) { room in
            room.append(recordOf: customer, sequence, #"{"id":"segment:"#)
            room.append(#","at":""# as StaticString)
            room.append(rfc3339: at)
            room.append(#"","entered":["# as StaticString)
            texts.append(entered, to: &room)
            room.append(#"],"exited":["# as StaticString)
            texts.append(exited, to: &room)
            room.append(#"],"segments":["# as StaticString)
            texts.append(segmentsOf: profile, to: &room)
            room.append(#"],"cause":"# as StaticString)
        }
    }

    /// Appends everything after the reasons.
    private static func appendEnd(
        _ nextChange: Instant, _ ending: borrowing TextTable, to bytes: inout [UInt8]
    ) {
        let texts = ending.view
        bytes.append(addingCapacity: 32 + ending.size + OutputSpan<UInt8>.longestValue) { room in
            room.append(#"},"next_change_at":"# as StaticString)
            room.append(instant: nextChange)
            texts.append(0, to: &room)
        }
    }

    /// Appends the sorted names of the customer's segments, with commas between.
    func appendMembership(_ profile: ProfileView, to bytes: inout [UInt8]) {
        Self.appendMembership(profile, names, to: &bytes)
    }

    private static func appendMembership(
        _ profile: ProfileView, _ names: borrowing TextTable, to bytes: inout [UInt8]
    ) {
        let texts = names.view
        bytes.append(addingCapacity: names.size) { room in
            texts.append(segmentsOf: profile, to: &room)
        }
    }

    /// Appends what made a change.
    func append(_ cause: Cause, _ batch: borrowing EventBatch, to bytes: inout [UInt8]) {
        switch cause {
        case .deadline: bytes.append(#"{"kind":"deadline"}"# as StaticString)
        case .ruleChange: bytes.append(#"{"kind":"rule_change"}"# as StaticString)
        case .modelChange: bytes.append(#"{"kind":"model_change"}"# as StaticString)
        case .event(let index): causes.append(batch.heads[index], batch, to: &bytes)
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
            let isFirst = entered &+ exited == 0
            if isEntry {
                entering.append(segment, isFirst: isFirst, features, table, row, at, to: &bytes)
                entered &+= 1
            } else {
                leaving.append(segment, isFirst: isFirst, features, table, row, at, to: &bytes)
                exited &+= 1
            }
        }
    }
}

extension TextTable.View {
    /// Appends the texts of some segments, without the first byte of all.
    fileprivate func append(_ segments: Span<Int>, to room: inout OutputSpan<UInt8>) {
        for index in segments.indices {
            append(segments[index], to: &room, droppingFirst: index == 0)
        }
    }

    /// Appends the texts of the segments that a customer is in, without the first byte of all.
    fileprivate func append(segmentsOf profile: ProfileView, to room: inout OutputSpan<UInt8>) {
        var isFirst = true
        for word in 0..<(count + 63) / 64 {
            var members = profile.membership(word)
            while members != 0 {
                let segment = word * 64 + members.trailingZeroBitCount
                append(segment, to: &room, droppingFirst: isFirst)
                isFirst = false
                members &= members - 1
            }
        }
    }
}
