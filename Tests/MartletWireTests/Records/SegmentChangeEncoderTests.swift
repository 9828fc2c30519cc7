import MartletProfile
import MartletWire
import Testing

@Suite struct SegmentChangeEncoderTests {
    private static let buy = FeatureDefinition.Source(type: "purchase")
    private static let key = FeatureDefinition.Source(type: "purchase", field: ["category"])

    private static func plan(_ segments: [SegmentDefinition]) throws -> Plan {
        let features = [
            FeatureDefinition(
                name: "n_2d", aggregate: .count, sources: [buy],
                window: Window(length: 2, unit: .day)),
            FeatureDefinition(
                name: "spend", aggregate: .sum,
                sources: [.init(type: "purchase", field: ["amount"])]
            ),
            FeatureDefinition(
                name: "last", aggregate: .last, sources: [.init(type: "purchase", field: ["ts"])]),
            FeatureDefinition(
                name: "channel", aggregate: .last,
                sources: [
                    .init(type: "purchase", field: ["channel"])
                ]),
            FeatureDefinition(name: "kinds", aggregate: .tally, sources: [key]),
        ]
        return try Plan(features: features, segments: segments)
    }

    @Test func anEventEntersAndADeadlineLeaves() throws {
        let plan = try Self.plan([SegmentDefinition(name: "loyal", when: "n_2d >= 2")])
        let records = ChangeStory.records(
            plan,
            [
                #"{"customer_id":"c42","ts":"2011-03-01T08:00:00Z","type":"purchase"}"#,
                #"{"customer_id":"c42","ts":"2011-03-01T08:26:00Z","type":"purchase","#
                    + #""event_id":"e9"}"#,
            ], until: 1_299_200_000_000)
        #expect(
            records == [
                #"{"id":"segment:c42:1","customer_id":"c42","seq":1,"#
                    + #""at":"2011-03-01T08:26:00.000Z","entered":["loyal"],"exited":[],"#
                    + #""segments":["loyal"],"cause":{"kind":"event","type":"purchase","#
                    + #""event_id":"e9","topic":"bro\"wses","partition":3,"offset":991},"#
                    + #""reasons":{"loyal":{"rule":"n_2d >= 2","values":{"n_2d":2}}},"#
                    + #""next_change_at":"2011-03-03T00:00:00.000Z","#
                    + #""rules":"\#(plan.fingerprint)"}"#,
                #"{"id":"segment:c42:2","customer_id":"c42","seq":2,"#
                    + #""at":"2011-03-03T00:00:00.000Z","entered":[],"exited":["loyal"],"#
                    + #""segments":[],"cause":{"kind":"deadline"},"#
                    + #""reasons":{"loyal":{"rule":"n_2d >= 2","values":{"n_2d":0}}},"#
                    + #""next_change_at":null,"rules":"\#(plan.fingerprint)"}"#,
            ])
    }

    @Test func namesAndReasonsAreSortedAndSayWhatDecided() throws {
        let plan = try Self.plan([
            SegmentDefinition(name: "zeal", when: "spend > 10.5 && kinds['hats'] >= 1"),
            SegmentDefinition(
                name: "app", when: "channel == \"app\"", exitWhen: "channel == 'web' || spend < 0"),
            SegmentDefinition(name: "\u{E9}lan", when: "has(last)"),
            SegmentDefinition(name: "B\"b", when: "n_2d > 1 && n_2d > spend"),
        ])
        let event = { (second: Int, rest: String) in
            #"{"customer_id":7,"ts":\#(second * 1_000),"type":"purchase","amount":\#(rest)}"#
        }
        let records = ChangeStory.records(
            plan,
            [
                event(1, #"11.25,"channel":"app","category":"hats""#),
                event(2, #"-12,"channel":"web""#),
            ])
        let ending = #","rules":"\#(plan.fingerprint)"}"#
        #expect(
            records == [
                #"{"id":"segment:7:1","customer_id":"7","seq":1,"at":"1970-01-01T00:00:01.000Z","#
                    + #""entered":["app","zeal","élan"],"exited":[],"#
                    + #""segments":["app","zeal","élan"],"cause":{"kind":"event","#
                    + #""type":"purchase","topic":"purchases","partition":3,"offset":990},"#
                    + #""reasons":{"app":{"rule":"channel == \"app\"","#
                    + #""values":{"channel":"app"}},"#
                    + #""zeal":{"rule":"spend > 10.5 && kinds['hats'] >= 1","#
                    + #""values":{"spend":11.25,"kinds[\"hats\"]":1}},"#
                    + #""élan":{"rule":"has(last)","values":{"last":"1970-01-01T00:00:01.000Z"}}},"#
                    + #""next_change_at":null"# + ending,
                #"{"id":"segment:7:2","customer_id":"7","seq":2,"at":"1970-01-01T00:00:02.000Z","#
                    + #""entered":["B\"b"],"exited":["app","zeal"],"segments":["B\"b","élan"],"#
                    + #""cause":{"kind":"event","type":"purchase","topic":"bro\"wses","#
                    + #""partition":3,"offset":991},"reasons":{"#
                    + #""B\"b":{"rule":"n_2d > 1 && n_2d > spend","#
                    + #""values":{"n_2d":2,"spend":-0.75}},"#
                    + #""app":{"rule":"channel == 'web' || spend < 0","#
                    + #""values":{"channel":"web","spend":-0.75}},"#
                    + #""zeal":{"rule":"spend > 10.5 && kinds['hats'] >= 1","#
                    + #""values":{"spend":-0.75,"kinds[\"hats\"]":1}}},"#
                    + #""next_change_at":"1970-01-03T00:00:00.000Z""# + ending,
            ])
    }

    @Test(arguments: [
        (#"a\"b"#, #"a\"b"#), (#"a\\b"#, #"a\\b"#), (#"a\u0001\n\tb"#, #"a\u0001\n\tb"#),
        (#"gr\u00fcn"#, "grün"), ("\u{1F45F}", "\u{1F45F}"), (#"\ud83d\udc5f"#, "\u{1F45F}"),
        ("a/b", "a/b"), (#"a\/b"#, "a/b"), (#"\u007f"#, "\u{7F}"),
    ]) func customerIdsAreEscaped(written: String, expected: String) throws {
        let plan = try Self.plan([SegmentDefinition(name: "all", when: "true")])
        let records = ChangeStory.records(
            plan, [#"{"customer_id":"\#(written)","ts":0,"type":"\#(written)"}"#])
        #expect(records.count == 1)
        #expect(
            records.first?.hasPrefix(
                #"{"id":"segment:\#(expected):1","customer_id":"\#(expected)","seq":1,"#) == true)
        #expect(
            records.first?.contains(
                #""cause":{"kind":"event","type":"\#(expected)","topic":"purchases","#) == true)
    }

    @Test func theCauseIsWhatItIs() throws {
        let plan = try Self.plan([SegmentDefinition(name: "all", when: "true")])
        var story = ChangeStory(plan)
        story.apply(#"{"customer_id":"c","ts":0,"type":"ping","event_id":"e\"1"}"#, 0)
        #expect(
            story.record(cause: .event(index: 0)).contains(
                #","cause":{"kind":"event","type":"ping","event_id":"e\"1","#
                    + #""topic":"purchases","partition":3,"offset":990},"#))
        #expect(story.record(cause: .deadline).contains(#","cause":{"kind":"deadline"},"#))
        #expect(story.record(cause: .ruleChange).contains(#","cause":{"kind":"rule_change"},"#))
    }

    @Test func unknownValuesAreLeftOutOfReasons() throws {
        let plan = try Self.plan([
            SegmentDefinition(name: "new", when: "!has(last) || channel == 'x'")
        ])
        let records = ChangeStory.records(
            plan, [#"{"customer_id":"c","ts":0,"type":"ping"}"#])
        #expect(records.first?.contains(#"channel == 'x'","values":{}}}"#) == true)
    }
}
