/// CloudEvents 1.0 attributes as Kafka headers in binary content mode.
///
/// Source: CloudEvents Kafka protocol binding 1.0.2, section 3.2.
public struct CloudEventAttributes: Sendable {
    /// The records that are CloudEvents.
    public enum Kind: Sendable {
        /// `io.martlet.segment.changed.v1`.
        case segmentChanged
        /// `io.martlet.profile.updated.v1`.
        case profileUpdated
        /// `io.martlet.churn.alert.v1`.
        case churnAlert
        /// `io.martlet.persona.refreshed.v1`.
        case personaRefreshed
    }

    /// What is the same on every record of a kind, in one run of bytes that is copied at once.
    public struct Prepared: Sendable {
        /// All names, and the values that never differ.
        public let bytes: [UInt8]
        /// Headers that never differ: where name and value stand in ``bytes``.
        public let fixed: [(name: Range<Int>, value: Range<Int>)]
        /// Where the names of the event's id, instant and subject, the customer id, stand.
        public let id, time, subject: Range<Int>

        fileprivate init(type: String, source: String) {
            var bytes: [UInt8] = []
            let add = { (text: String, bytes: inout [UInt8]) -> Range<Int> in
                let start = bytes.count
                bytes += Array(text.utf8)
                return start..<bytes.count
            }
            fixed = [
                ("ce_specversion", "1.0"), ("ce_type", type), ("ce_source", source),
                ("content-type", "application/json"),
            ].map { (add($0.0, &bytes), add($0.1, &bytes)) }
            id = add("ce_id", &bytes)
            time = add("ce_time", &bytes)
            subject = add("ce_subject", &bytes)
            self.bytes = bytes
        }
    }

    private let segmentChanged: Prepared
    private let profileUpdated: Prepared
    private let churnAlert: Prepared
    private let personaRefreshed: Prepared

    /// Prepares for an application: source `/martlet/NAME`.
    public init(name: String) {
        let source = "/martlet/\(name)"
        segmentChanged = Prepared(type: "io.martlet.segment.changed.v1", source: source)
        profileUpdated = Prepared(type: "io.martlet.profile.updated.v1", source: source)
        churnAlert = Prepared(type: "io.martlet.churn.alert.v1", source: source)
        personaRefreshed = Prepared(type: "io.martlet.persona.refreshed.v1", source: source)
    }

    /// What is prepared for a kind.
    public func prepared(_ kind: Kind) -> Prepared {
        switch kind {
        case .segmentChanged: segmentChanged
        case .profileUpdated: profileUpdated
        case .churnAlert: churnAlert
        case .personaRefreshed: personaRefreshed
        }
    }
}
