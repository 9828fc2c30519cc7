import MartletProfile
import MartletWire
import Testing

@Suite("Event decoder against the reference")
struct EventDecoderFuzzTests {
    #if DEBUG
        private static let cases = 6_000
    #else
        private static let cases = 240_000
    #endif

    private static let corpus: [String] = [
        #"""
        {"event_id":"e000000000013","type":"purchase","customer_id":"c083167","ts":1735690520974,\#
        "product_id":"p19062","category":"cat_03_books","brand":"brand_069","channel":"web",\#
        "amount":19.80,"quantity":2,"discount":0.45,"session_id":"s-1ece8240bf2159041c304d6897671"}
        """#,
        #"""
        {"event_id":"or-000001","type":"browse","customer_id":"17850","ts":"2010-12-01T08:26:00Z",\#
        "order_id":"536365","country":"United Kingdom","quantity":6,"amount":15.3,"cart":{"total":\#
        12,"items":[{"sku":"a","n":1},{"sku":"b","n":-2.5e-3}]},"any":false,"a":{"b":{"c":1}}}
        """#,
        "{ \"type\": \"browse\", \"customer_id\": 12, \"ts\": 5, \"category\": \"b\u{fc}cher\",\n"
            + "\t\"any\": \"\u{1F600}\u{20ac}\", \"a\": {\"b\": {\"c\": null}}, \"cart\": {}\r\n}",
        #"""
        {"customer_id":"\u00e9\ud83d\ude00\\\"","ts":1e3,"type":"a type of more than sixteen bytes"}
        """#,
        #"{"customer_id":"c","ts":1,"type":"purchase","any":[[],{},[true,null,0,-0,0.5]],"z":""}"#,
        "[1,2,{\"a\":\"b\"}]",
    ]

    private static let pieces: [String] = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\0", "-", "0", "1", ".", "e", "E+",
        "true",
        "null", "false", "\\u00e9", "\\ud83d", "\\ude00", "\u{e9}", "\u{20ac}", "\u{1F600}",
        "\"ts\":",
        "\"type\":\"purchase\",", "\"amount\":", "\"cart\":{\"total\":1},", "12345678901234567890",
        "\"customer_id\":\"c\",", "\"a\":{\"b\":{\"c\":", "9.75", "\"category\":\"x\",",
        "\"any\":1,",
        "\"\\u0074ype\":\"browse\",", "                    ", "aaaaaaaaaaaaaaaaaaaaaaaa",
    ]

    /// Whether the decoder and the reference agree; if not, shows the payload.
    private func agree(_ fixture: inout DecoderFixture, _ payload: [UInt8], _ seed: UInt64) -> Bool
    {
        let actual = fixture.decode(payload).mapError(\.reason)
        let expected = fixture.expected(payload)
        if actual == expected { return true }
        Issue.record("seed \(seed): \(payload) gives \(actual), not \(expected)")
        return false
    }

    @Test("agrees on real events cut off at every byte, and with every byte exchanged")
    func everyByte() {
        var fixture = DecoderFixture()
        for text in Self.corpus {
            let payload = Array(text.utf8)
            for end in 0...payload.count {
                guard agree(&fixture, Array(payload[..<end]), 0) else { return }
            }
            for index in payload.indices {
                for byte in [0x00, 0x22, 0x5C, 0x7D, 0x20, 0x80, 0xFF] as [UInt8] {
                    var changed = payload
                    changed[index] = byte
                    guard agree(&fixture, changed, 0) else { return }
                }
            }
        }
    }

    @Test("agrees on real events with random changes", arguments: [1, 2, 3] as [UInt64])
    func mutations(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var fixture = DecoderFixture()
        for _ in 0..<Self.cases / 4 {
            var payload = Array(random.pick(Self.corpus).utf8)
            for _ in 0...random.below(4) { mutate(&payload, &random) }
            guard agree(&fixture, payload, seed) else { return }
        }
    }

    @Test("agrees on random bytes and random pieces", arguments: [4, 5] as [UInt64])
    func noise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var fixture = DecoderFixture()
        for round in 0..<Self.cases / 8 {
            var payload: [UInt8] = round % 2 == 0 ? [] : [0x7B]
            for _ in 0..<random.below(40) {
                if random.below(8) == 0 {
                    payload.append(UInt8(random.below(256)))
                } else {
                    payload += Array(random.pick(Self.pieces).utf8)
                }
            }
            guard agree(&fixture, payload, seed) else { return }
        }
    }

    @Test("agrees on valid documents with keys in any order", arguments: [6, 7] as [UInt64])
    func documents(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var fixture = DecoderFixture()
        var taken = 0
        for _ in 0..<Self.cases / 8 {
            let payload = Array(RandomDocument.event(&random).utf8)
            guard agree(&fixture, payload, seed) else { return }
            if case .success = fixture.decode(payload) { taken += 1 }
        }
        #expect(taken > Self.cases / 80, "too few of the documents are events")
    }

    private func mutate(_ payload: inout [UInt8], _ random: inout SplitMix64) {
        let index = random.below(payload.count + 1)
        switch random.below(6) {
        case 0 where index < payload.count: payload[index] = UInt8(random.below(256))
        case 1 where index < payload.count: payload[index] ^= 1 << UInt8(random.below(8))
        case 2 where index < payload.count: payload.remove(at: index)
        case 3: payload.insert(contentsOf: Array(random.pick(Self.pieces).utf8), at: index)
        case 4:
            let from = random.below(payload.count + 1)
            let slice = payload[min(from, index)..<max(from, index)]
            payload.insert(contentsOf: slice.prefix(40), at: random.below(payload.count + 1))
        default:
            let end = min(index + random.below(12), payload.count)
            payload.replaceSubrange(index..<end, with: Array(random.pick(Self.pieces).utf8))
        }
    }
}
