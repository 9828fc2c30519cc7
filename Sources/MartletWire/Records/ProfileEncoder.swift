public import MartletProfile

/// Encodes `profiles` records (`io.martlet.profile.updated.v1`).
public final class ProfileEncoder: Sendable {
    private let features: FeatureEncoder
    private let segments: SegmentChangeEncoder

    /// Prepares for a plan.
    public init(plan: Plan, segments: SegmentChangeEncoder) {
        features = FeatureEncoder(plan: plan)
        self.segments = segments
    }

    /// Appends the profile in `row` as it is at `at`; `keys` is kept for its memory only.
    package func append(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, keys: inout [KeyCount],
        to bytes: inout [UInt8]
    ) {
        let customer = table.customer(row)
        let size = 64 + OutputSpan<UInt8>.longestQuoted(customer.count)
        bytes.append(addingCapacity: size + OutputSpan<UInt8>.longestValue) { room in
            room.append(#"{"customer_id":"# as StaticString)
            room.append(quoted: customer)
            room.append(#","at":""# as StaticString)
            room.append(rfc3339: at)
            room.append(#"","features":{"# as StaticString)
        }
        let profile = table.view(row)
        features.appendAll(profile, at, keys: &keys, to: &bytes)
        let nextChange = table.nextChange(row, at: at)
        bytes.append(#"},"segments":["# as StaticString)
        segments.appendMembership(profile, to: &bytes)
        bytes.append(UInt8(ascii: "]"))
        if table.plan.personas != nil {
            bytes.append(#","persona":"# as StaticString)
            bytes += table.persona(row).map { [UInt8](quoted: $0) } ?? Array("null".utf8)
        }
        bytes.append(addingCapacity: 32 + OutputSpan<UInt8>.longestValue) { room in
            room.append(#","next_change_at":"# as StaticString)
            room.append(instant: nextChange)
            room.append(UInt8(ascii: "}"))
        }
    }
}
