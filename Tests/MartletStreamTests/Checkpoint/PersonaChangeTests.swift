import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// A restart with other personas: what was remembered of a customer is found again.
@Suite struct PersonaChangeTests {
    typealias Scene = CheckpointScene

    private static let first = RefreshTrigger(
        name: "first", types: ["purchase"], condition: .first)
    private static let dear = RefreshTrigger(
        name: "dear", types: ["purchase"],
        condition: .unusual(.init(field: ["amount"], times: 1.2, minimum: 3)))
    private static let kind = RefreshTrigger(
        name: "kind", types: ["purchase"], condition: .changes(feature: "kind"))
    private static let rules: [PersonaDefinition.Rule] = [
        .init(name: "rich", when: "spend > 200"), .init(name: "here", when: "orders >= 1"),
    ]
    private static let forecasts: [PersonaDefinition.Rule] = [
        .init(name: "often", when: "orders >= 4"), .init(name: "some", when: "orders >= 2"),
    ]

    private static func plan(
        rules: [PersonaDefinition.Rule] = Self.rules,
        triggers: [RefreshTrigger] = [Self.first, Self.dear, Self.kind],
        forecasts: [PersonaDefinition.Rule] = Self.forecasts
    ) throws -> StreamPlan {
        try Scene.plan(
            personas: PersonaDefinition(
                assignment: .rules(rules), triggers: triggers, forecasts: forecasts))
    }

    private func written(_ plan: StreamPlan) throws -> Scene {
        let scene = Scene(plan)
        scene.produce(60, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
        return scene
    }

    private func refreshes(_ scene: Scene) -> [String] {
        scene.cluster.told[.personaRefreshes] ?? []
    }

    private func restart(_ scene: Scene, _ plan: StreamPlan, withCheckpoint: Bool) {
        if !withCheckpoint { scene.store.files = [:] }
        scene.crash()
        scene.plan = plan
        scene.run(turns: 100)
    }

    /// Customer, persona and trigger of a record, which do not go by numbers of rules.
    private func essence(_ record: String, renaming names: [String: String] = [:]) -> String {
        func part(_ name: String) -> String {
            let key = "\"\(name)\":\""
            guard let start = record.firstRange(of: key) else { return "" }
            return String(record[start.upperBound...].prefix { $0 != "\"" })
        }
        let trigger = part("trigger")
        return "\(part("customer_id")) \(part("at")) \(part("persona")) "
            + (names[trigger] ?? trigger)
    }

    @Test(arguments: [false, true]) func orderAndNamesAreNothing(withCheckpoint: Bool) throws {
        // Nobody's persona changes, so that triggers alone decide.
        let rules = [PersonaDefinition.Rule(name: "here", when: "orders >= 1")]
        let plan = try Self.plan(rules: rules)
        let scene = try written(plan)
        let before = refreshes(scene).count
        func renamed(_ trigger: RefreshTrigger) -> RefreshTrigger {
            var trigger = trigger
            trigger.name += "2"
            return trigger
        }
        let other = try Self.plan(
            rules: rules, triggers: [Self.kind, Self.dear, Self.first].map(renamed),
            forecasts: Self.forecasts.reversed().map { .init(name: $0.name + "2", when: $0.when) })
        restart(scene, other, withCheckpoint: withCheckpoint)
        #expect(refreshes(scene).count == before)
        scene.produce(60, seed: 2)
        scene.drain()
        // As if nothing had been changed.
        let calm = Scene(plan)
        calm.cluster.input = scene.cluster.input
        calm.drain()
        func customers(_ records: [String]) -> [String] {
            records.map { record in
                essence(record).split(separator: " ").prefix(3).joined(separator: " ")
            }
        }
        #expect(customers(refreshes(scene)) == customers(refreshes(calm)))
        #expect(scene.profiles == calm.profiles)
    }

    @Test(arguments: [false, true]) func otherRulesGiveOtherPersonas(withCheckpoint: Bool) throws {
        let scene = try written(try Self.plan())
        let before = refreshes(scene).count
        let other = try Self.plan(rules: [
            .init(name: "poor", when: "spend < 250"), .init(name: "rich", when: "spend >= 250"),
        ])
        let members = scene.profiles.count { $0.contains(#""persona":"rich""#) }
        #expect(members > 0 && members < 12)
        restart(scene, other, withCheckpoint: withCheckpoint)
        let told = refreshes(scene).dropFirst(before)
        #expect(!told.isEmpty)
        #expect(told.allSatisfy { $0.contains(#""trigger":"rule_change""#) })
        #expect(told.allSatisfy { $0.contains(#""cause":{"kind":"rule_change"}"#) })
        #expect(told.allSatisfy { $0.contains(#""changed":true"#) })
        for profile in scene.profiles {
            let isRich = profile.contains(#""persona":"rich""#)
            #expect(isRich || profile.contains(#""persona":"poor""#))
        }
        // Once.
        restart(scene, other, withCheckpoint: withCheckpoint)
        #expect(refreshes(scene).count == before + told.count)
        checkNumbers(scene)
    }

    /// A forecast of another rule begins to hold with the configuration, a known one does not.
    @Test func aNewForecastIsSeenToOnce() throws {
        let scene = try written(try Self.plan())
        let before = refreshes(scene).count
        let other = try Self.plan(
            forecasts: [.init(name: "any", when: "orders >= 1")] + Self.forecasts)
        restart(scene, other, withCheckpoint: false)
        let told = refreshes(scene).dropFirst(before)
        #expect(told.count == 12)
        #expect(told.allSatisfy { $0.contains(#""trigger":"any""#) })
        #expect(told.allSatisfy { $0.contains(#""cause":{"kind":"rule_change"}"#) })
        restart(scene, other, withCheckpoint: false)
        #expect(refreshes(scene).count == before + 12)
        checkNumbers(scene)
    }

    @Test func personasForKnownCustomers() throws {
        let scene = try written(try Scene.plan())
        restart(scene, try Self.plan(), withCheckpoint: true)
        let some = refreshes(scene)
        #expect(!some.isEmpty && some.allSatisfy { $0.contains(#""previous":null"#) })
        scene.produce(30, seed: 2)
        scene.drain()
        checkNumbers(scene)
        // Without personas nothing is told of them, and nothing else is lost.
        let before = refreshes(scene).count
        let profiles = scene.profiles.count
        restart(scene, try Scene.plan(), withCheckpoint: true)
        scene.produce(30, seed: 3)
        scene.drain()
        #expect(refreshes(scene).count == before && scene.profiles.count == profiles)
    }

    private func checkNumbers(_ scene: Scene) {
        var last: [String: Int] = [:]
        for record in refreshes(scene) {
            let customer = String(essence(record).prefix { $0 != " " })
            last[customer, default: 0] += 1
            #expect(record.contains("\"seq\":\(last[customer] ?? 0),"), "\(record)")
        }
    }
}
