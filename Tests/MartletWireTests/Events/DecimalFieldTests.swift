import MartletProfile
import MartletWire
import Testing

@Suite("Numbers of events")
struct DecimalFieldTests {
    @Test(
        "are read as exactly as decimals alone, at every length and with every distance to the end")
    func exactness() throws {
        var random = SplitMix64(seed: 31)
        var fixture = DecoderFixture()
        for round in 0..<20_000 {
            var text = String(random.next() >> UInt64(random.below(64)))
            if round % 3 > 0 { text += "." + String(random.next() >> UInt64(random.below(64))) }
            if round % 7 == 0 { text = "-" + text }
            if round % 11 == 0 { text += "e-\(random.below(12))" }
            let padding = String(repeating: " ", count: random.below(12))
            let payload =
                #"{"customer_id":"c","ts":1,"type":"purchase","amount":"# + text + padding + "}"
            let expected = FixedDecimal(json: Array(text.utf8).span)
            switch (fixture.decode(payload), expected) {
            case (.success(let event), .some(let number)):
                guard event.values[0] == .number(number.millionths) else {
                    Issue.record("\(text) gives \(event.values[0]), seed 31")
                    return
                }
            case (.failure(let rejection), .none):
                #expect(rejection.reason == .invalidField)
            default:
                Issue.record("\(text), seed 31")
                return
            }
        }
    }

    @Test("integers are instants and labels as they stand, at every length")
    func integers() throws {
        var random = SplitMix64(seed: 32)
        var fixture = DecoderFixture()
        for _ in 0..<20_000 {
            let value = Int64(bitPattern: random.next()) >> Int64(random.below(64))
            let payload = #"{"ts":\#(value),"customer_id":\#(value),"type":"browse"}"#
            let expected = fixture.expected(Array(payload.utf8))
            guard fixture.decode(payload).mapError(\.reason) == expected else {
                Issue.record("\(value), seed 32")
                return
            }
        }
    }
}
