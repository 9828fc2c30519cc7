import MartletProfile
import MartletWire
import Testing

@Suite struct ChurnAlertEncoderTests {
    private static func plan() throws -> Plan {
        let features = [
            FeatureDefinition(name: "n", aggregate: .count, sources: [.init(type: "purchase")]),
            FeatureDefinition(
                name: "spend", aggregate: .sum,
                sources: [.init(type: "purchase", field: ["amount"])]),
            FeatureDefinition(
                name: "last", aggregate: .last, sources: [.init(type: "purchase", field: ["ts"])]),
        ]
        let alerts = [
            AlertDefinition(
                name: "silence", when: "days_since(last) >= 2 && n > 1", minHistory: "n >= 2",
                ladder: [
                    .init(name: "low", when: "true"),
                    .init(name: "high", when: "days_since(last) >= 3"),
                ], resolution: .events(["purchase"]), cooldown: 86_400_000,
                horizon: 10 * 86_400_000, valueAtRisk: "spend / n", score: "n / 4.0"),
            AlertDefinition(
                name: "r\"ule", when: "days_since(last) >= 2", resolution: .rule("spend > 100"),
                horizon: 6 * 86_400_000, valueAtRisk: "1 / (n - n)"),
        ]
        return try Plan(features: features, segments: [], alerts: alerts)
    }

    private static func purchase(_ day: Int, _ amount: String) -> String {
        #"{"customer_id":"c\"4","ts":"2011-03-0\#(day)T08:00:00Z","type":"purchase","#
            + #""amount":\#(amount),"event_id":"e\#(day)"}"#
    }

    @Test func everyChangeIsARecord() throws {
        let plan = try Self.plan()
        let records = ChangeStory.alerts(
            plan, [Self.purchase(1, "10"), Self.purchase(2, "5.5"), Self.purchase(6, "100")])
        let rules = #","rules":"\#(plan.fingerprint)","next_change_at":"#
        let quiet = #""rule":"days_since(last) >= 2""#
        let silence = #""rule":"days_since(last) >= 2 && n > 1""#
        let due = #","cause":{"kind":"deadline"}"#
        let seen = #""last":"2011-03-02T08:00:00.000Z""#
        let event =
            #","cause":{"kind":"event","type":"purchase","event_id":"e6","topic":"purchases","#
            + #""partition":3,"offset":992}"#
        let head = { (number: Int, at: String) in
            #"{"id":"alert:c\"4:\#(number)","customer_id":"c\"4","seq":\#(number),"at":"\#(at)""#
        }
        #expect(
            records == [
                head(1, "2011-03-04T08:00:00.000Z")
                    + #","alert":"r\"ule","episode":1,"state":"raised","severity":"medium","#
                    + #""score":0.5,"value_at_risk":null,"evidence":{\#(seen)},\#(quiet)\#(due)"#
                    + rules + #""2011-03-10T08:00:00.000Z"}"#,
                head(2, "2011-03-04T08:00:00.000Z")
                    + #","alert":"silence","episode":1,"state":"raised","severity":"low","#
                    + #""score":0.5,"value_at_risk":7.75,"evidence":{\#(seen),"n":2},"#
                    + #"\#(silence)\#(due)"# + rules + #""2011-03-05T08:00:00.000Z"}"#,
                head(3, "2011-03-05T08:00:00.000Z")
                    + #","alert":"silence","episode":1,"state":"escalated","severity":"high","#
                    + #""score":0.5,"value_at_risk":7.75,"evidence":{\#(seen)},"#
                    + #""rule":"days_since(last) >= 3"\#(due)"# + rules
                    + #""2011-03-14T08:00:00.000Z"}"#,
                head(4, "2011-03-06T08:00:00.000Z")
                    + #","alert":"r\"ule","episode":1,"state":"resolved","severity":"medium","#
                    + #""score":0.5,"value_at_risk":null,"evidence":{"spend":115.5},"#
                    + #""rule":"spend > 100"\#(event)"# + rules + #"null}"#,
                head(5, "2011-03-06T08:00:00.000Z")
                    + #","alert":"silence","episode":1,"state":"resolved","severity":"high","#
                    + #""score":0.75,"value_at_risk":38.5,"#
                    + #""evidence":{"last":"2011-03-06T08:00:00.000Z","n":3},\#(silence)\#(event)"#
                    + rules + #""2011-03-08T08:00:00.000Z"}"#,
            ])
    }

    @Test func anEpisodeThatNobodyEndsExpires() throws {
        let records = ChangeStory.alerts(
            try Self.plan(), [Self.purchase(1, "10"), Self.purchase(2, "5.5")],
            until: 1_300_500_000_000)
        let last = try #require(records.last)
        #expect(last.contains(#""alert":"silence","episode":1,"state":"expired","#), "\(last)")
        #expect(last.contains(#""at":"2011-03-14T08:00:00.000Z""#), "\(last)")
        #expect(last.hasSuffix(#""next_change_at":null}"#), "\(last)")
    }
}
