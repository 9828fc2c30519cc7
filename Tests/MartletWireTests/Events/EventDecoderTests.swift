import MartletProfile
import MartletWire
import Testing

@Suite("Event decoder")
struct EventDecoderTests {
    private static let full = """
        {"event_id":"e1","type":"purchase","customer_id":"c42","ts":"2011-03-01T08:26:00Z",\
        "amount":77183.6,"category":"shoes","cart":{"total":12.5,"lines":[1,{"x":[]}]},\
        "any":true,"a":{"b":{"c":"deep"}},"unread":"\u{e9}\u{20ac}\u{1F600}"}
        """

    @Test("decodes what the schema reads, and where it came from")
    func decodesAll() throws {
        var fixture = DecoderFixture()
        let event = try fixture.decode(Self.full).get()
        #expect(
            event
                == DecoderFixture.Event(
                    at: 1_298_967_960_000, customer: Array("c42".utf8), eventID: Array("e1".utf8),
                    type: 0, typeName: [],
                    values: [
                        .number(77_183_600_000), .text(Array("shoes".utf8)), .number(12_500_000),
                        .absent, .truth(true), .text(Array("deep".utf8)),
                    ]))
        #expect(fixture.batch.heads[0].origin == DecoderFixture.origin)
    }

    @Test("appends events one behind the other, and nothing for a rejection")
    func appends() {
        var fixture = DecoderFixture()
        var batch = EventBatch(schema: DecoderFixture.schema)
        let good = Array(Self.full.utf8)
        let bad = Array(Self.full.replacing("77183.6", with: "\"x\"").utf8)
        for payload in [good, bad, good] {
            _ = fixture.decoder.decode(
                payload.span, origin: DecoderFixture.origin, fixedType: nil, latest: .never,
                into: &batch)
        }
        #expect(batch.count == 2)
        #expect(batch.values.count == 12)
        #expect(batch.text.count == 2 * (good.count + Payload.slack))
        for head in batch.heads {
            let range = Int(head.customer.start)..<Int(head.customer.start + head.customer.count)
            #expect(batch.text[range].elementsEqual("c42".utf8))
        }
    }

    private static func wrap(_ members: String) -> String {
        #"{"customer_id":"c","ts":1,"type":"purchase""# + (members.isEmpty ? "" : ",") + members
            + "}"
    }

    private static let long = String(repeating: "x", count: 257)

    @Test(
        "rejects with the reason",
        arguments: [
            ("", "invalid_json"), (" ", "invalid_json"), ("{", "invalid_json"),
            ("{}x", "invalid_json"), ("{}{}", "invalid_json"), ("\u{FEFF}{}", "invalid_json"),
            (#"{"a":1,}"#, "invalid_json"), (#"{,"a":1}"#, "invalid_json"),
            (#"{"a" 1}"#, "invalid_json"), (#"{a:1}"#, "invalid_json"),
            (#"{"a":1 "b":2}"#, "invalid_json"), (#"{"a":[1,]}"#, "invalid_json"),
            (#"{"a":[1}"#, "invalid_json"), (#"{"a":{]}"#, "invalid_json"),
            (#"{"a":tru}"#, "invalid_json"), (#"{"a":nul"#, "invalid_json"),
            (#"{"a":NaN}"#, "invalid_json"), (#"{"a":01}"#, "invalid_json"),
            (#"{"a":1.}"#, "invalid_json"), (#"{"a":.5}"#, "invalid_json"),
            (#"{"a":-}"#, "invalid_json"), (#"{"a":+1}"#, "invalid_json"),
            (#"{"a":1e}"#, "invalid_json"), (#"{"a":1e+}"#, "invalid_json"),
            (#"{"a":1.2.3}"#, "invalid_json"), (#"{"a":0x1}"#, "invalid_json"),
            (#"{"a":00}"#, "invalid_json"), (#"{"a":-01}"#, "invalid_json"),
            (#"{"a":"b}"#, "invalid_json"), (#"{"a":"\x"}"#, "invalid_json"),
            (#"{"a":"\u12"}"#, "invalid_json"), (#"{"a":"\ud800"}"#, "invalid_json"),
            (#"{"a":"\udc00\ud800"}"#, "invalid_json"), (#"{"a":"\ud800\ud800"}"#, "invalid_json"),
            ("{\"a\":\"\u{1}\"}", "invalid_json"), ("{\"a\":\"\n\"}", "invalid_json"),
            ("{'a':1}", "invalid_json"), ("// c\n{}", "invalid_json"), ("{} \0", "invalid_json"),
            ("[]", "not_an_object"), ("\"a\"", "not_an_object"), (" 12 ", "not_an_object"),
            ("null", "not_an_object"), ("-1.5e3", "not_an_object"),
            (String(repeating: "[", count: 33), "too_deep"),
            (#"{"a":"# + String(repeating: "[", count: 32), "too_deep"),
            (String(repeating: #"{"a":"#, count: 33), "too_deep"),
            (String(repeating: "[", count: 32), "invalid_json"),
            ("{}", "missing_customer_id"), (#"{"customer_id":null}"#, "missing_customer_id"),
            (#"{"customer_id":""}"#, "invalid_customer_id"),
            (#"{"customer_id":"\#(long)"}"#, "invalid_customer_id"),
            (#"{"customer_id":true}"#, "invalid_customer_id"),
            (#"{"customer_id":[]}"#, "invalid_customer_id"),
            (#"{"customer_id":{}}"#, "invalid_customer_id"),
            (#"{"customer_id":1.0}"#, "invalid_customer_id"),
            (#"{"customer_id":1e3}"#, "invalid_customer_id"),
            (#"{"customer_id":-0}"#, "invalid_customer_id"),
            (#"{"customer_id":1}"#, "missing_ts"), (#"{"customer_id":1,"ts":null}"#, "missing_ts"),
            (#"{"customer_id":1,"ts":1.5}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":1e3}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":"yesterday"}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":""}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":true}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":253402300800000}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":-62167219200001}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":9999999999999999999999}"#, "invalid_ts"),
            (#"{"customer_id":1,"ts":1}"#, "missing_type"),
            (#"{"customer_id":1,"ts":1,"type":null}"#, "missing_type"),
            (#"{"customer_id":1,"ts":1,"type":""}"#, "invalid_type"),
            (#"{"customer_id":1,"ts":1,"type":"\#(long)"}"#, "invalid_type"),
            (#"{"customer_id":1,"ts":1,"type":7}"#, "invalid_type"),
            (wrap(#""amount":"1""#), "invalid_field"), (wrap(#""amount":true"#), "invalid_field"),
            (wrap(#""amount":1e13"#), "invalid_field"), (wrap(#""amount":{}"#), "invalid_field"),
            (wrap(#""category":1.5"#), "invalid_field"),
            (wrap(#""category":false"#), "invalid_field"),
            (wrap(#""any":[]"#), "invalid_field"), (wrap(#""any":1e13"#), "invalid_field"),
            (wrap(#""cart":5"#), "invalid_field"), (wrap(#""cart":[]"#), "invalid_field"),
            (wrap(#""a":{"b":true}"#), "invalid_field"),
            (wrap(#""event_id":true"#), "invalid_field"),
            (wrap(#""event_id":"\#(long)""#), "invalid_field"),
        ])
    func rejects(payload: String, reason: String) {
        var fixture = DecoderFixture()
        guard case .failure(let rejection) = fixture.decode(payload) else {
            Issue.record("taken: \(payload)")
            return
        }
        #expect(rejection.reason.rawValue == reason)
        #expect(fixture.batch.text.isEmpty && fixture.batch.values.isEmpty)
        let expected = fixture.expected(Array(payload.utf8))
        #expect(expected == .failure(rejection.reason), "the reference disagrees")
    }

    @Test(
        "takes what is unusual but right",
        arguments: [
            " \t\r\n{ \"customer_id\" : 7 , \"ts\" : -1 , \"type\" : \"browse\" } \n",
            #"{"customer_id":123456789012345678901234567890,"ts":0,"type":"x"}"#,
            #"{"customer_id":-5,"ts":"2011-03-01 08:26:00+01:00","type":"x"}"#,
            #"{"customer_id":"\u0063\ud83d\ude00\n\/\\\"","ts":1,"type":"pur\u0063hase"}"#,
            #"{"customer_id":"c","ts":"1970-01-01T00:00:00\u005a","type":"unknown\ttype"}"#,
            #"{"customer\u005fid":"c","t\u0073":1,"type":"purchase","amount":1}"#,
            #"{"customer_id":"a","customer_id":"b","ts":1,"ts":2,"type":"x","type":"browse"}"#,
            #"{"customer_id":"a","ts":1,"type":"a type of more than sixteen bytes","amount":null}"#,
            #"{"customer_id":"a","ts":1,"type":"a type of MORE than sixteen bytes","amount":[]}"#,
            wrap(#""cart":{"total":1},"cart":null"#), wrap(#""cart":5,"cart":{"total":2}"#),
            wrap(#""cart":{"total":1},"cart":{}"#), wrap(#""a":{"b":{"c":1,"c":"z"}}"#),
            wrap(#""category":12"#), wrap(#""category":"""#), wrap(#""any":"t""#),
            wrap(#""any":-0"#), wrap(#""any":false"#), wrap(#""event_id":12"#),
            wrap(#""event_id":null"#), wrap(#""amount":0.00000049999"#), wrap(#""amount":1E+2"#),
            wrap(#""a":{"b":null}"#), wrap(#""a":null"#), wrap(#""amount.x":true"#),
            wrap(#""":{"":[]},"\u0000":"\u0000""#), wrap(""),
        ])
    func takes(payload: String) throws {
        var fixture = DecoderFixture()
        let expected = try fixture.expected(Array(payload.utf8)).get()
        #expect(try fixture.decode(payload).get() == expected)
    }

    @Test("names the field and the place, and never shows what stands there")
    func details() {
        var fixture = DecoderFixture()
        let secret = "hunter2"
        let payloads = [
            Self.wrap(#""amount":"\#(secret)""#),
            #"{"customer_id":"\#(secret)","ts":"\#(secret)"}"#,
            #"{"customer_id":{"\#(secret)":1}}"#, #"{"\#(secret)":\#(secret)}"#,
            Self.wrap(#""a":{"b":"\#(secret)"}"#),
        ]
        let details = payloads.map { payload -> String in
            guard case .failure(let rejection) = fixture.decode(payload) else { return "" }
            return rejection.detail
        }
        #expect(details.allSatisfy { !$0.isEmpty && !$0.contains(secret) })
        #expect(details[0] == "Field 'amount' must be a number between -9.2e12 and 9.2e12.")
        #expect(details[3] == "The payload is not valid JSON at byte 11.")
        #expect(details[4].contains("'a.b.c'"))
    }

    @Test("takes the topic's type over the event's, and other paths of the attributes")
    func configuration() throws {
        let paths = AttributePaths(
            eventID: "meta.id", type: "meta.kind", customerID: "user.id", timestamp: "meta.at")
        var fixture = DecoderFixture(paths)
        let payload = #"{"meta":{"id":5,"kind":"purchase","at":7},"user":{"id":9},"amount":1}"#
        let event = try fixture.decode(payload).get()
        #expect(event == (try fixture.expected(Array(payload.utf8)).get()))
        #expect(event.customer == Array("9".utf8) && event.type == 0 && event.at == 7)
        fixture.fixedType = 1
        #expect(try fixture.decode(payload).get().type == 1)
        #expect(try fixture.decode(payload.replacing("purchase", with: "")).get().type == 1)
    }

    @Test("rejects an event that is later than allowed, and none at the limit")
    func future() throws {
        var fixture = DecoderFixture()
        fixture.latest = Instant(milliseconds: 99)
        let payload = #"{"customer_id":1,"ts":99,"type":"browse"}"#
        #expect(try fixture.decode(payload).get().at == 99)
        guard case .failure(let rejection) = fixture.decode(payload.replacing("99", with: "100"))
        else {
            Issue.record("taken")
            return
        }
        #expect(rejection.reason == .futureEvent)
    }

    @Test("keeps apart equal keys of different objects, however often they come in this order")
    func equalKeys() throws {
        var fixture = DecoderFixture()
        let payloads = [
            Self.wrap(#""x":1,"amount":5,"cart":{"x":1,"total":3,"amount":7}"#),
            Self.wrap(#""x":1,"total":9,"cart":{"x":1,"amount":7,"total":3}"#),
            Self.wrap(#""x":{"x":1,"amount":8,"cart":{"total":2}},"cart":{"x":1,"cart":4}"#),
        ]
        for _ in 0..<20 {
            for payload in payloads {
                let expected = try fixture.expected(Array(payload.utf8)).get()
                #expect(try fixture.decode(payload).get() == expected)
            }
        }
    }

    @Test("does not take the beginning of an object for its continuation, once it knows both")
    func knownKeysOutOfPlace() {
        var fixture = DecoderFixture()
        let good = Self.wrap(#""x":[{"y":1,"z":2},{"y":1,"z":2}],"cart":{"total":1,"y":2}"#)
        for _ in 0..<50 { #expect((try? fixture.decode(good).get()) != nil) }
        let wrong = [
            good.replacing(#","z":2},{"y""#, with: #"{"z":2},{"y""#),
            good.replacing(#",{"y""#, with: #",,"y""#), good.replacing(#"1,"z""#, with: #"1{"y""#),
            good.replacing(#"{"total""#, with: #","total""#),
            good.replacing(#"1,"y""#, with: #"1{"total""#),
            good.replacing(#","ts""#, with: #"{"customer_id""#),
        ]
        for payload in wrong {
            #expect(payload != good)
            guard case .failure(let rejection) = fixture.decode(payload) else {
                Issue.record("taken: \(payload)")
                continue
            }
            #expect(rejection.reason == .invalidJSON)
        }
    }

    @Test("tells names apart that differ in the middle only, or by one byte")
    func similarNames() throws {
        let names = [
            "abcdefgh-1-ijklmnop", "abcdefgh-2-ijklmnop", "abcdefgh-3-ijklmnop", "ab", "a",
        ]
        let schema = EventSchema(
            types: names, fields: names.map { [$0] },
            requirements: names.map { _ in names.map { _ in .number } })
        var decoder = EventDecoder(schema: schema)
        for (index, name) in (names + ["abcdefgh-4-ijklmnop", "b", "abc"]).enumerated() {
            var batch = EventBatch(schema: schema)
            let payload = #"{"customer_id":"c","ts":1,"type":"\#(name)","\#(name)":\#(index)}"#
            let rejection = decoder.decode(
                Array(payload.utf8).span, origin: DecoderFixture.origin, fixedType: nil,
                latest: .never, into: &batch)
            #expect(rejection == nil)
            #expect(batch.heads[0].type == (index < 5 ? UInt16(index) : EventSchema.unnamed))
            for (field, value) in batch.values.enumerated() {
                #expect(value.kind == (field == index ? .number : .absent))
            }
        }
    }

    @Test("reads payloads up to the limit of size and depth")
    func limits() throws {
        var fixture = DecoderFixture()
        let frame = Self.wrap(#""x":"""#)
        let padding = String(repeating: "y", count: Limits.payload - frame.utf8.count)
        let largest = frame.replacing(#""x":""#, with: #""x":""# + padding)
        #expect(largest.utf8.count == Limits.payload)
        #expect((try? fixture.decode(largest).get()) != nil)
        guard case .failure(let rejection) = fixture.decode(largest + " ") else { return }
        #expect(rejection.reason == .tooLarge)
        let nest = String(repeating: "[", count: 31) + String(repeating: "]", count: 31)
        #expect((try? fixture.decode(Self.wrap(#""x":"# + nest)).get()) != nil)
    }
}
