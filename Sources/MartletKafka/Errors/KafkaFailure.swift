// SAFETY: rd_kafka_err2name and rd_kafka_err2str return strings that live as long as the process
// for every code of the enumeration; they are copied at once.
import CRdKafka
package import MartletStream

/// What librdkafka reported about one failed call, copied out of its error object.
package struct KafkaFailure: Sendable, Equatable {
    /// librdkafka's error code; negative ones are the client's own.
    package var code: Int32
    /// The client's or broker's words; never a payload.
    package var text: String
    /// The client instance cannot be used any more.
    package var isFatal: Bool
    /// The same call may be made again.
    package var isRetriable: Bool
    /// The open transaction must be aborted.
    package var requiresAbort: Bool

    /// Makes a failure.
    package init(
        code: Int32, text: String, isFatal: Bool = false, isRetriable: Bool = false,
        requiresAbort: Bool = false
    ) {
        self.code = code
        self.text = text
        self.isFatal = isFatal
        self.isRetriable = isRetriable
        self.requiresAbort = requiresAbort
    }

    /// A failure known only by its code.
    init(_ code: rd_kafka_resp_err_t) {
        self.init(
            code: code.rawValue, text: unsafe String(cString: rd_kafka_err2str(code)),
            isFatal: code == RD_KAFKA_RESP_ERR__FATAL)
    }

    /// A call that did not come back.
    static var unanswered: KafkaFailure {
        KafkaFailure(
            code: RD_KAFKA_RESP_ERR__TIMED_OUT.rawValue, text: "the client does not answer")
    }

    /// The code's symbolic name, such as `_ALL_BROKERS_DOWN`.
    package var name: String {
        unsafe String(cString: rd_kafka_err2name(rd_kafka_resp_err_t(rawValue: code)))
    }

    /// The failure as the worker understands it.
    ///
    /// - Parameter operation: What was being done, e.g. `commit`.
    /// - Returns: The error, with its remedy.
    package func error(during operation: String) -> LogError {
        LogError(remedy: remedy, operation: operation, reason: "\(text) (\(name))")
    }
}
