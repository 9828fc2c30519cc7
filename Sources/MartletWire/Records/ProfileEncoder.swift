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

    /// Appends the profile in `row` as it is at `at`.
    public func append(
        _ table: borrowing ProfileTable, _ row: Int, at: Instant, to bytes: inout [UInt8]
    ) {
        bytes.append(#"{"customer_id":"# as StaticString)
        bytes.appendQuoted(table.customer(row), comma: false)
        bytes.append(addingCapacity: 64) { room in
            room.append(#","at":""# as StaticString)
            at.appendRFC3339(to: &room)
            room.append(#"","features":{"# as StaticString)
        }
        features.appendAll(table, row, at, to: &bytes)
        bytes.append(#"},"segments":["# as StaticString)
        segments.appendMembership(table, row, to: &bytes)
        bytes.append(#"],"next_change_at":"# as StaticString)
        bytes.append(instant: table.nextChange(row, at: at))
        bytes.append(UInt8(ascii: "}"))
    }
}
