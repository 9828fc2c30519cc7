import Logging
import MartletKafka
import MartletStream
import Testing

/// Which failure asks for what.
@Suite struct FailureRemedyTests {
    private func failure(
        _ code: Int32, fatal: Bool = false, retriable: Bool = false, abort: Bool = false
    ) -> KafkaFailure {
        KafkaFailure(
            code: code, text: "it failed", isFatal: fatal, isRetriable: retriable,
            requiresAbort: abort)
    }

    @Test func fatalComesFirst() {
        #expect(failure(1, fatal: true, retriable: true, abort: true).remedy == .stop)
        #expect(failure(90, fatal: true, abort: true).remedy == .fenced)
        #expect(failure(-144, fatal: true).remedy == .fenced)
        #expect(failure(47, fatal: true).remedy == .fenced)
        #expect(failure(82, fatal: true).remedy == .fenced)
    }

    @Test func beingFencedIsNoReasonToAbortAndGoOn() {
        for code: Int32 in [47, 82, 90, -144] {
            #expect(failure(code, abort: true).remedy == .fenced)
            #expect(failure(code, retriable: true).remedy == .fenced)
            #expect(failure(code).remedy == .fenced)
        }
    }

    @Test func abortComesBeforeRetry() {
        #expect(failure(22, retriable: true, abort: true).remedy == .abort)
        #expect(failure(-185, retriable: true).remedy == .retry)
    }

    @Test func theRestStops() {
        #expect(failure(87).remedy == .stop)
        #expect(failure(3).remedy == .unavailable)
        #expect(failure(-195).remedy == .unavailable)
        #expect(failure(29).remedy == .unavailable)
    }

    @Test func theErrorSaysWhatAndWhy() {
        let error = failure(3).error(during: "find topic carts")
        #expect(error.description == "find topic carts: it failed (UNKNOWN_TOPIC_OR_PART)")
    }

    @Test func threadNamesAreLeftOut() {
        #expect(CallbackContext.line("[thrd:a:9092/1]: b: failed") == "b: failed")
        #expect(CallbackContext.line("b: failed") == "b: failed")
    }

    @Test func severitiesBecomeLevels() {
        let levels = (Int32(0)...7).map(CallbackContext.level(ofSeverity:))
        #expect(
            levels == [
                .critical, .critical, .critical, .error, .warning, .notice, .info, .debug,
            ])
    }
}
