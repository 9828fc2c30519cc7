import MartletProfile
import Testing

@testable import MartletStream

/// Worked examples of the events, rules and moments at which personas are found anew.
@Suite struct RefreshTriggerTests {
    private typealias Refresh = PersonaScene.Refresh
    private static let start = PersonaScene.start
    private static let minute = PersonaScene.minute
    private static let day = PersonaScene.day

    private func at(_ minutes: Int64) -> Int64 { Self.start + minutes * Self.minute }

    /// Personas by rules: many purchases, some, none of these.
    private func scene(
        triggers: [RefreshTrigger] = [], forecasts: [PersonaDefinition.Rule] = [],
        interval: Int64? = nil, segments: [SegmentDefinition] = [],
        lists: CustomerLists = CustomerLists(), model: PersonaModel? = nil
    ) throws -> PersonaScene {
        let definition = PersonaDefinition(
            assignment: .rules([
                .init(name: "many", when: "n >= 3"), .init(name: "some", when: "n >= 1"),
            ]), triggers: triggers, forecasts: forecasts, interval: interval)
        return PersonaScene(
            try PersonaScene.plan(definition, segments: segments, lists: lists, model: model))
    }

    @Test func `the first event of a type`() throws {
        let scene = try scene(triggers: [
            RefreshTrigger(name: "first", types: ["buy"], condition: .first),
            RefreshTrigger(name: "first_any", types: ["view", "buy"], condition: .first),
        ])
        scene.event("other", at: at(0))
        scene.event("view", at: at(1))
        scene.event("view", at: at(2))
        scene.event("buy", at: at(3))
        scene.event("buy", at: at(4))
        scene.event("buy", at: at(4), customer: "c2")
        #expect(
            scene.refreshes == [
                Refresh(at(1), "first_any", "unassigned", from: nil, 1),
                Refresh(at(3), "first", "some", from: "unassigned", 2),
                // Both fire, and the first names the one refresh.
                Refresh(at(4), "first", "some", from: nil, 1, customer: "c2"),
            ])
    }

    @Test func `an unusually large number`() throws {
        let unusual = RefreshTrigger.UnusualValue(field: ["amount"], times: 2, minimum: 2)
        let scene = try scene(triggers: [
            RefreshTrigger(name: "large", types: ["buy"], condition: .unusual(unusual))
        ])
        // One earlier purchase is too few; without an amount it is none.
        for (minute, amount) in [(0, "10"), (1, "1000"), (2, "null")] {
            scene.event("buy", at: at(Int64(minute)), #""amount":\#(amount)"#)
        }
        #expect(scene.refreshes.isEmpty)
        // The mean is 505: 1010 is exactly twice that, and not more.
        scene.event("buy", at: at(3), #""amount":1010"#)
        #expect(scene.refreshes.isEmpty)
        // The mean is 673.33.
        scene.event("buy", at: at(4), #""amount":1346.67"#)
        #expect(scene.refreshes == [Refresh(at(4), "large", "many", from: nil, 1)])
        scene.event("view", at: at(5), #""amount":100000"#)
        #expect(scene.refreshes.count == 1)
    }

    @Test func `unusual for the shop as well`() throws {
        let unusual = RefreshTrigger.UnusualValue(
            field: ["amount"], times: 2, minimum: 1, quantile: 9_500)
        let triggers = [
            RefreshTrigger(name: "large", types: ["buy"], condition: .unusual(unusual))
        ]
        let model = PersonaModel(features: [], clusters: [], thresholds: ["large": 100])
        let scene = try scene(triggers: triggers, model: model)
        scene.event("buy", at: at(0), #""amount":5"#)
        scene.event("buy", at: at(1), #""amount":100"#)
        #expect(scene.refreshes.isEmpty)
        scene.event("buy", at: at(2), #""amount":200"#)
        #expect(scene.refreshes.map(\.at) == [at(2)])
        // Without a model nobody knows what is large.
        let other = try self.scene(triggers: triggers)
        for minute in 0..<4 { other.event("buy", at: at(Int64(minute)), #""amount":5"#) }
        other.event("buy", at: at(5), #""amount":20000"#)
        #expect(other.refreshes.isEmpty)
    }

    @Test func `negative feedback`() throws {
        let scene = try scene(triggers: [
            RefreshTrigger(
                name: "complaint", types: ["feedback"],
                condition: .rule(RefreshTrigger.negativeFeedback))
        ])
        let answers = [
            (#""rating":3"#, false), (#""rating":2"#, true), (#""nps":7"#, false),
            (#""nps":6"#, true), (#""rating":5,"nps":0"#, true), (#""text":"bad""#, false),
            // Off the scales: 0 stars are none given.
            (#""rating":0"#, false), (#""nps":-1"#, false), (#""rating":"1""#, false),
            (#""rating":0,"nps":3"#, true), (#""rating":1"#, true), (#""rating":null"#, false),
        ]
        for (minute, answer) in answers.enumerated() {
            scene.event("feedback", at: at(Int64(minute)), answer.0)
        }
        scene.event("buy", at: at(20), #""rating":1"#)
        let wanted = answers.indices.filter { answers[$0].1 }.map { at(Int64($0)) }
        #expect(scene.refreshes.map(\.at) == wanted)
    }

    @Test func `a rule reads the event and the profile with it`() throws {
        let scene = try scene(triggers: [
            RefreshTrigger(
                name: "app", types: ["buy"],
                condition: .rule("event.channel == 'app' && n >= 2 && event.amount > spend / n"))
        ])
        scene.event("buy", at: at(0), #""channel":"app","amount":10"#)
        scene.event("buy", at: at(1), #""channel":"web","amount":20"#)
        scene.event("buy", at: at(2), #""channel":"app","amount":5"#)
        scene.event("buy", at: at(3), #""channel":"app","amount":50"#)
        scene.event("view", at: at(4), #""channel":"app","amount":500"#)
        #expect(scene.refreshes == [Refresh(at(3), "app", "many", from: nil, 1)])
    }

    @Test func `a feature with another value`() throws {
        let scene = try scene(triggers: [
            RefreshTrigger(name: "tier", types: ["profile"], condition: .changes(feature: "tier"))
        ])
        for (minute, tier) in ["null", "1", "1", #""gold""#, "null", #""gold""#, "true"]
            .enumerated()
        {
            scene.event("profile", at: at(Int64(minute)), #""tier":\#(tier)"#)
        }
        #expect(scene.refreshes.map(\.at) == [at(3), at(6)])
    }

    @Test func `the first of the configuration names the refresh`() throws {
        let busy = RefreshTrigger(name: "busy", types: [], condition: .segments(["busy"]))
        let buy = RefreshTrigger(name: "buy", types: ["buy"], condition: .first)
        for triggers in [[busy, buy], [buy, busy]] {
            let scene = try scene(
                triggers: triggers, segments: [SegmentDefinition(name: "busy", when: "n >= 1")])
            scene.event("buy", at: at(0))
            #expect(scene.refreshes.map(\.trigger) == [triggers[0].name])
        }
    }

    @Test func `segments entered and left`() throws {
        let scene = try scene(
            triggers: [
                RefreshTrigger(name: "busy", types: [], condition: .segments(["busy", "none"]))
            ],
            segments: [
                SegmentDefinition(name: "busy", when: "n_2d >= 2"),
                SegmentDefinition(name: "other", when: "views >= 1"),
            ])
        scene.event("view", at: at(0))
        scene.event("buy", at: at(1))
        scene.event("buy", at: at(2))
        scene.pass(to: at(0) + 9 * Self.day)
        #expect(
            scene.refreshes == [
                Refresh(at(2), "busy", "some", from: nil, 1),
                Refresh(
                    at(0) + 2 * Self.day, "busy", "some", from: "some", 2, kind: "deadline"),
            ])
    }

    @Test func `a forecast holds one millisecond later than not`() throws {
        let scene = try scene(forecasts: [
            .init(name: "quiet", when: "days_since(last_buy) > 5"),
            .init(name: "gone", when: "days_since(last_buy) >= 9"),
        ])
        scene.event("buy", at: at(0))
        scene.event("view", at: at(0) + 2 * Self.day)
        scene.pass(to: at(0) + 6 * Self.day)
        scene.event("buy", at: at(0) + 7 * Self.day)
        scene.pass(to: at(0) + 40 * Self.day)
        let quiet = at(0) + 5 * Self.day + 1
        #expect(
            scene.refreshes == [
                Refresh(quiet, "quiet", "some", from: nil, 1, kind: "deadline"),
                Refresh(
                    quiet + 7 * Self.day, "quiet", "some", from: "some", 2, kind: "deadline"),
                Refresh(
                    at(0) + 16 * Self.day, "gone", "some", from: "some", 3, kind: "deadline"),
            ])
    }

    @Test func `an event makes a forecast hold`() throws {
        let scene = try scene(forecasts: [.init(name: "third", when: "n == 3")])
        for minute in 0..<5 { scene.event("buy", at: at(Int64(minute))) }
        #expect(scene.refreshes == [Refresh(at(2), "third", "many", from: nil, 1)])
    }

    @Test func `everybody has a moment of their own in the schedule`() throws {
        let scene = try scene(interval: 7 * Self.day)
        let customers = ["c1", "c2", "c3", "customer-with-a-long-name"]
        for (minute, customer) in customers.enumerated() {
            scene.event("buy", at: at(Int64(minute)), customer: customer)
        }
        scene.pass(to: at(0) + 21 * Self.day)
        #expect(scene.refreshes.count == 12)
        for (minute, customer) in customers.enumerated() {
            let mark = CustomerMark.mark(Array(customer.utf8).span)
            let phase = Int64(mark % UInt64(7 * Self.day))
            var next = at(Int64(minute)) / (7 * Self.day) * 7 * Self.day + phase
            if next <= at(Int64(minute)) { next += 7 * Self.day }
            let own = scene.refreshes.filter { $0.customer == customer }
            #expect(own.map(\.at) == (0..<3).map { next + $0 * 7 * Self.day })
            #expect(own.map(\.sequence) == [1, 2, 3])
            #expect(own.allSatisfy { $0.trigger == "schedule" && $0.kind == "deadline" })
        }
        #expect(Set(scene.refreshes.map { $0.at % (7 * Self.day) }).count == 4)
    }

    @Test func `a list that changes`() throws {
        let list = { (ids: [String]) in
            let bytes = ids.map { Array($0.utf8) }
            var end: UInt32 = 0
            return CustomerList(
                ids: bytes.flatMap { $0 },
                ends: bytes.map { id in
                    end += UInt32(id.count)
                    return end
                })
        }
        let lists = { (ids: [String]) in CustomerLists(names: ["vip"], lists: [list(ids)]) }
        let definition = PersonaDefinition(
            assignment: .rules([.init(name: "vip", when: "in_list('vip')")]),
            triggers: [RefreshTrigger(name: "first", types: ["buy"], condition: .first)])
        let scene = PersonaScene(
            try PersonaScene.plan(definition, lists: lists(["c2"])))
        for customer in ["c1", "c2", "c3"] { scene.event("buy", at: at(0), customer: customer) }
        scene.event("view", at: at(0), customer: "c4")
        scene.forget()
        scene.shard.replace(lists(["c1", "c2", "c4"]))
        var outputs = OutputBatch()
        scene.shard.changeLists(
            limit: 99, EventBatch(schema: scene.plan.features.schema), scene.encoder,
            into: &outputs)
        // Somebody whose persona was never found waits for that.
        #expect(
            scene.refreshes == [
                Refresh(at(0), "rule_change", "vip", from: "unassigned", 2, kind: "rule_change")
            ])
    }
}
