/// Where reading starts in a partition for which the group has committed nothing.
package enum StartPolicy: Sendable {
    case earliest, latest
    /// It is an error.
    case refuse

    /// librdkafka's mark for "no offset" (`RD_KAFKA_OFFSET_INVALID`).
    package static let none: Int64 = -1001

    /// What the user chose by `auto.offset.reset`; the default is the beginning.
    package init(_ configuration: KafkaConfiguration) {
        switch configuration.chosenValue("auto.offset.reset", for: .consumer) {
        case "latest", "largest", "end": self = .latest
        case "error": self = .refuse
        default: self = .earliest
        }
    }

    /// The logical offset to start from: `RD_KAFKA_OFFSET_BEGINNING`, `_END` or `_INVALID`.
    package var offset: Int64 {
        switch self {
        case .earliest: -2
        case .latest: -1
        case .refuse: StartPolicy.none
        }
    }
}
