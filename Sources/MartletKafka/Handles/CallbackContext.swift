package import Logging
import Synchronization

/// What librdkafka's callbacks of one client reach: its logger and its counters.
///
/// Callbacks come on librdkafka's own threads, so everything in here is safe to share.
package final class CallbackContext: Sendable {
    private let logger: Logger
    private let failure = Mutex<String?>(nil)
    private let failedDeliveries = Atomic<Int>(0)
    private let positions = Mutex<[Delivery]>([])

    /// A record with an empty key that was delivered: in a changelog, a position.
    struct Delivery {
        var topic: String
        var partition: Int32
        var offset: Int64
    }

    init(logger: Logger) {
        self.logger = logger
    }

    /// The latest line that the client logged as an error, such as why a connection failed.
    var latestFailure: String? { failure.withLock { $0 } }

    /// How many records could not be delivered.
    var deliveryFailures: Int { failedDeliveries.load(ordering: .relaxed) }

    /// Counts a record that could not be delivered.
    func countDeliveryFailure() {
        failedDeliveries.add(1, ordering: .relaxed)
    }

    /// Takes note of a record with an empty key that was delivered.
    func note(_ delivery: Delivery) {
        positions.withLock { $0.append(delivery) }
    }

    /// The records with an empty key that were delivered since the last call.
    func takeDeliveries() -> [Delivery] {
        positions.withLock { deliveries in
            defer { deliveries.removeAll() }
            return deliveries
        }
    }

    /// Hands one line of the client's log on.
    ///
    /// - Parameters:
    ///   - severity: Syslog severity, 0 (emergency) to 7 (debug).
    ///   - facility: librdkafka's name for the kind of event, e.g. `FAIL`.
    ///   - text: The line.
    func log(severity: Int32, facility: String, text: String) {
        let line = CallbackContext.line(text)
        if severity <= 3 {
            // "All brokers are down" (facility ERROR) says less than why one of them is.
            failure.withLock { if $0 == nil || facility != "ERROR" { $0 = line } }
        }
        logger.log(
            level: CallbackContext.level(ofSeverity: severity), "\(line)",
            metadata: ["facility": "\(facility)"])
    }

    /// A log line without the name of librdkafka's thread, `[thrd:NAME]: `.
    package static func line(_ text: String) -> String {
        guard text.hasPrefix("[thrd:"), let end = text.firstRange(of: "]: ") else { return text }
        return String(text[end.upperBound...])
    }

    /// The log level for a syslog severity (RFC 5424, section 6.2.1).
    package static func level(ofSeverity severity: Int32) -> Logger.Level {
        switch severity {
        case ...2: .critical
        case 3: .error
        case 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }
}
