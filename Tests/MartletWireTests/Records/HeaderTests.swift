import MartletWire
import Testing

@Suite struct HeaderTests {
    @Test func cloudEventsAreInBinaryMode() {
        let attributes = CloudEventAttributes(name: "shop")
        let text = { (kind: CloudEventAttributes.Kind) in
            let prepared = attributes.prepared(kind)
            let part = { (range: Range<Int>) in
                String(decoding: prepared.bytes[range], as: UTF8.self)
            }
            return prepared.fixed.map { part($0.name) + "=" + part($0.value) }
                + [prepared.id, prepared.time, prepared.subject].map(part)
        }
        #expect(
            text(.segmentChanged) == [
                "ce_specversion=1.0", "ce_type=io.martlet.segment.changed.v1",
                "ce_source=/martlet/shop", "content-type=application/json", "ce_id", "ce_time",
                "ce_subject",
            ])
        #expect(text(.profileUpdated)[1] == "ce_type=io.martlet.profile.updated.v1")
        #expect(text(.churnAlert)[1] == "ce_type=io.martlet.churn.alert.v1")
    }

    @Test func deadLettersSayWhyAndWhere() {
        let pairs = DeadLetterHeaders.pairs(
            Rejection(reason: .missingTimestamp, detail: "Field 'ts' is missing or null."),
            topic: "browses", partition: 3, offset: 991)
        #expect(
            pairs.map { "\($0)=\($1)" } == [
                "martlet.errors.reason=missing_ts",
                "martlet.errors.detail=Field 'ts' is missing or null.",
                "__connect.errors.topic=browses", "__connect.errors.partition=3",
                "__connect.errors.offset=991",
                "__connect.errors.exception.message=missing_ts: Field 'ts' is missing or null.",
            ])
    }
}
