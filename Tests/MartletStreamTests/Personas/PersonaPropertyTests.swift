import MartletProfile
import Testing

@testable import MartletStream

/// Random stories: going back, coming back, other neighbours and other slices change nothing.
@Suite struct PersonaPropertyTests {
    private typealias Refresh = PersonaScene.Refresh
    private static let hour: Int64 = 3_600_000

    private static func definition(clusters: Bool) -> PersonaDefinition {
        let unusual = RefreshTrigger.UnusualValue(
            field: ["amount"], times: 1.5, minimum: 1, quantile: 9_000)
        return PersonaDefinition(
            assignment: clusters
                ? .clusters(PersonaClusters(count: 3, limit: 2, margin: 0.1))
                : .rules([
                    .init(name: "fresh", when: "days_since(last_buy) < 2 && n_2d >= 2"),
                    .init(name: "rich", when: "spend > 100"),
                    .init(name: "here", when: "n >= 1"),
                ]),
            features: [
                PersonaFeature(name: "n_2d"), PersonaFeature(name: "spend", bend: .log),
                PersonaFeature(name: "recency", value: "days_since(last_buy)", bend: .sqrt),
            ],
            triggers: [
                RefreshTrigger(name: "first", types: ["buy"], condition: .first),
                RefreshTrigger(name: "large", types: ["buy"], condition: .unusual(unusual)),
                RefreshTrigger(
                    name: "tier", types: ["profile"], condition: .changes(feature: "tier")),
                RefreshTrigger(name: "busy", types: [], condition: .segments(["busy"])),
                RefreshTrigger(
                    name: "app", types: ["buy", "view"],
                    condition: .rule("event.channel == 'app' && views % 3 == 0")),
            ],
            forecasts: [
                .init(name: "quiet", when: "days_since(last_buy) > 3"),
                .init(name: "empty", when: "n >= 2 && n_2d == 0"),
            ], interval: 5 * PersonaScene.day)
    }

    private static let model: PersonaModel = {
        let bends: [(String, PersonaFeature.Bend, Double, Double)] = [
            ("n_2d", .none, 1, 1), ("spend", .log, 3, 1.5), ("recency", .sqrt, 1, 0.7),
        ]
        return PersonaModel(
            features: zip(definition(clusters: true).features, bends).map { feature, bend in
                PersonaModel.Feature(
                    feature: feature,
                    scale: PersonaScale(bend: bend.1, mean: bend.2, deviation: bend.3),
                    spread: Spread(sorted: [], unknown: 0))
            },
            clusters: [
                .init(id: 1, name: "a", size: 1, centre: [1, 0.5, -1]),
                .init(id: 2, name: "b", size: 1, centre: [-1, 1, 1]),
                .init(id: 3, name: "c", size: 1, centre: [-1, -1, 0]),
            ], thresholds: ["large": 40])
    }()

    private static func plan(_ seed: UInt64) throws -> Plan {
        try PersonaScene.plan(
            definition(clusters: seed % 2 == 0),
            segments: [
                SegmentDefinition(name: "busy", when: "n_2d >= 3", minDwell: 7 * hour),
                SegmentDefinition(name: "viewer", when: "views > 4"),
            ], model: model)
    }

    private struct Event {
        var type: String
        var at: Int64
        var members: String
        var customer: String
    }

    private static func story(_ random: inout SplitMix64, customers: Int) -> [Event] {
        var at = PersonaScene.start
        return (0..<60).map { _ in
            at += Int64(random.next() % UInt64(9 * hour)) + 1
            let types = ["buy", "buy", "view", "profile"]
            let channel = random.next() % 2 == 0 ? "app" : "web"
            return Event(
                type: types[Int(random.next() % 4)], at: at,
                members: """
                    "amount":\(random.next() % 80),"channel":"\(channel)",\
                    "tier":"\(random.next() % 3)"
                    """, customer: "c\(random.next() % UInt64(customers))")
        }
    }

    private static func apply(_ event: Event, _ scene: PersonaScene) {
        scene.event(event.type, at: event.at, event.members, customer: event.customer)
    }

    private static func told(_ events: [Event], _ plan: Plan, until: Int64) -> [Refresh] {
        let scene = PersonaScene(plan)
        for event in events { apply(event, scene) }
        scene.pass(to: until)
        return scene.refreshes
    }

    @Test(arguments: 0..<60) func `neighbours do not show`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let events = Self.story(&random, customers: 3)
        let plan = try Self.plan(seed)
        let until = (events.last?.at ?? 0) + 20 * PersonaScene.day
        let all = Self.told(events, plan, until: until)
        #expect(all.count > 20, "seed \(seed)")
        for customer in Set(events.map(\.customer)) {
            let own = Self.told(
                events.filter { $0.customer == customer }, plan, until: until)
            #expect(own == all.filter { $0.customer == customer }, "seed \(seed)")
            #expect(own.map(\.sequence) == Array(1...max(1, own.count)), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<60) func `going back shows nothing`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let events = Self.story(&random, customers: 4)
        let plan = try Self.plan(seed)
        let straight = PersonaScene(plan)
        let winding = PersonaScene(plan)
        winding.shard.table.keepImages()
        winding.shard.commit()
        var told: [Refresh] = []
        var next = 0
        while next < events.count {
            let end = min(events.count, next + 1 + Int(random.next() % 6))
            for attempt in 0...Int(random.next() % 3) {
                if attempt > 0 { winding.shard.rollBack() }
                winding.forget()
                for event in events[next..<end] { Self.apply(event, winding) }
                if random.next() % 2 == 0 { winding.pass(to: events[end - 1].at) }
            }
            winding.shard.commit()
            told += winding.refreshes
            for event in events[next..<end] { Self.apply(event, straight) }
            next = end
        }
        #expect(told == straight.refreshes, "seed \(seed)")
        #expect(
            winding.shard.table.personaMembers.map(\.members)
                == straight.shard.table.personaMembers.map(\.members), "seed \(seed)")
        #expect(
            winding.shard.table.personaRefreshes == straight.shard.table.personaRefreshes,
            "seed \(seed)")
    }

    @Test(arguments: 0..<60) func `coming back from records shows nothing`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let events = Self.story(&random, customers: 4)
        let plan = try Self.plan(seed)
        let straight = PersonaScene(plan)
        var scene = PersonaScene(plan)
        var told: [Refresh] = []
        for event in events {
            Self.apply(event, straight)
            Self.apply(event, scene)
            guard random.next() % 5 == 0 else { continue }
            told += scene.refreshes
            scene = Self.restored(scene)
        }
        let until = (events.last?.at ?? 0) + 20 * PersonaScene.day
        straight.pass(to: until)
        scene.pass(to: until)
        told += scene.refreshes
        #expect(told == straight.refreshes, "seed \(seed)")
        #expect(
            scene.shard.table.personaMembers.map(\.members)
                == straight.shard.table.personaMembers.map(\.members), "seed \(seed)")
    }

    /// Another scene with the profiles and the clock of this one, and nothing else.
    private static func restored(_ scene: PersonaScene) -> PersonaScene {
        let other = PersonaScene(scene.plan)
        var image = RowImage()
        other.shard.table.advance(to: scene.shard.table.clock)
        for row in scene.shard.table.rows.reversed() {
            scene.shard.table.export(row, into: &image)
            let customer = scene.shard.table.withCustomer(row) { id in id.indices.map { id[$0] } }
            _ = other.shard.table.restore(customer.span, from: image)
        }
        other.shard.table.scheduleAll()
        other.shard.offsets = scene.shard.offsets
        return other
    }

    /// With the wall clock, events at one instant may come in any order; deadlines are the same.
    @Test(arguments: 0..<40) func `order within an instant`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = try Self.plan(seed)
        let first = PersonaScene(plan)
        let second = PersonaScene(plan)
        var now = PersonaScene.start
        for _ in 0..<12 {
            now += Int64(random.next() % UInt64(30 * Self.hour))
            // A customer has one event of each type at most: what is first is the same then.
            let events = (0..<5).map { index in
                Event(
                    type: "buy", at: now - Int64(random.next() % UInt64(Self.hour)),
                    members: #""amount":\#(random.next() % 80)"#, customer: "c\(index)")
            }
            for event in events {
                first.event(
                    event.type, at: event.at, event.members, customer: event.customer, now: now)
            }
            for event in events.shuffled(using: &random) {
                second.event(
                    event.type, at: event.at, event.members, customer: event.customer, now: now)
            }
        }
        first.pass(to: now + 9 * PersonaScene.day)
        second.pass(to: now + 9 * PersonaScene.day)
        for customer in ["c0", "c1", "c2", "c3", "c4"] {
            #expect(
                first.refreshes.filter { $0.customer == customer }
                    == second.refreshes.filter { $0.customer == customer }, "seed \(seed)")
        }
    }
}
