import MartletProfile
import MartletWire
import Testing

@testable import MartletStream

/// Refits of running applications: summaries of several instances, one of which fits for all.
@Suite struct ModelKeeperTests {
    private typealias Keeper = ModelKeeper<ScriptedTopics>
    private static let hour: Int64 = 3_600_000

    private static let definition = PersonaDefinition(
        assignment: .clusters(PersonaClusters(count: 2, names: ["few", "many"])),
        features: ["n", "views"].map { PersonaFeature(name: $0) },
        triggers: [
            RefreshTrigger(
                name: "large", types: ["buy"],
                condition: .unusual(.init(field: ["amount"], quantile: 9_000)))
        ])

    private static func keeper(
        _ board: ScriptedTopics.Board, _ shelf: ModelShelf, current: ModelVersion? = nil
    ) throws -> Keeper {
        let plan = try PersonaScene.plan(definition)
        let task = try #require(RefitTask(plan, [], interval: hour, seed: 1))
        return Keeper(
            task, current: current.map { [.personas: $0] } ?? [:], format: shelf.format(),
            topics: ScriptedTopics(board))
    }

    /// A shard whose customers have made so many purchases each.
    private static func scene(_ purchases: [Int], prefix: String) throws -> PersonaScene {
        var plan = try PersonaScene.plan(definition)
        plan.collectsNumbers = true
        let scene = PersonaScene(plan)
        for (index, count) in purchases.enumerated() {
            for number in 0..<count {
                scene.event(
                    "buy", at: PersonaScene.start + Int64(number),
                    #""amount":\#(10 + index)"#, customer: "\(prefix)\(index)")
            }
        }
        return scene
    }

    private static func summary(of scene: PersonaScene) -> PopulationSummary? {
        var scan = PopulationScan(scene.shard.table)
        for _ in 0..<100 {
            if let summary = scan.go(on: scene.shard.table, limit: 3) { return summary }
        }
        return nil
    }

    private func at(_ hours: Double) -> Instant {
        Instant(milliseconds: PersonaScene.start + Int64(hours * Double(Self.hour)))
    }

    @Test func `summaries of parts are that of the whole, also as records`() throws {
        let purchases = (0..<40).map { $0 % 7 + 1 }
        let whole = try Self.scene(purchases, prefix: "c")
        let parts = try (0..<3).map { part in
            // The same customers, each on one of three shards.
            let scene = try Self.scene(
                purchases.enumerated().map { $0.offset % 3 == part ? $0.element : 0 }, prefix: "c")
            return try #require(Self.summary(of: scene))
        }
        let codec = PopulationCodec(try #require(whole.plan.personas))
        var merged = try #require(codec.decode(codec.encode(parts[2])))
        for part in parts[..<2] { merged.merge(try #require(codec.decode(codec.encode(part)))) }
        let expected = try #require(Self.summary(of: whole))
        #expect(merged == expected)
        #expect(merged.customers == 40)
        #expect(merged.numbers["large"]?.count == purchases.reduce(0, +))
    }

    @Test func `damaged and foreign records are no summaries`() throws {
        let scene = try Self.scene([1, 2, 3], prefix: "c")
        let codec = PopulationCodec(try #require(scene.plan.personas))
        let record = codec.encode(try #require(Self.summary(of: scene)))
        for place in record.indices {
            var damaged = record
            damaged[place] ^= 0x41
            #expect(codec.decode(damaged) == nil, "byte \(place)")
        }
        for count in record.indices { #expect(codec.decode(Array(record[..<count])) == nil) }
        var other = Self.definition
        other.features[0].bend = .log
        let foreign = PopulationCodec(try #require(try PersonaScene.plan(other).personas))
        #expect(foreign.decode(record) == nil)
    }

    @Test func `one fits, all take the model`() throws {
        let board = ScriptedTopics.Board()
        let shelf = ModelShelf()
        var first = try Self.keeper(board, shelf)
        var second = try Self.keeper(board, shelf)
        let scenes = [
            try Self.scene([1, 2, 1, 9, 10, 1], prefix: "a"),
            try Self.scene([1, 2, 8, 9, 2], prefix: "b"),
        ]
        let summaries = try scenes.map { try #require(Self.summary(of: $0)) }
        _ = try first.turn(at: at(0.5), ownsFirst: true, summaries: [:])
        _ = try second.turn(at: at(0.5), ownsFirst: false, summaries: [:])
        // A minute before the hour summaries are wanted, once.
        let early = try first.turn(at: at(0.99), ownsFirst: true, summaries: [:])
        #expect(early.wantsSummaries)
        #expect(try second.turn(at: at(0.99), ownsFirst: false, summaries: [:]).wantsSummaries)
        #expect(
            try !first.turn(at: at(0.992), ownsFirst: true, summaries: [0: summaries[0]])
                .wantsSummaries)
        _ = try second.turn(at: at(0.993), ownsFirst: false, summaries: [1: summaries[1]])
        // On the hour the second has nothing to fit, and the first does.
        #expect(try second.turn(at: at(1), ownsFirst: false, summaries: [:]).update.isEmpty)
        let fitted = try first.turn(at: at(1), ownsFirst: true, summaries: [:])
        let model = try #require(fitted.update.personas)
        #expect(model.clusters.map(\.size) == [7, 4])
        #expect(model.thresholds["large"].map { abs($0 / 14 - 1) < 0.02 } == true)
        #expect(
            try second.turn(at: at(1.001), ownsFirst: false, summaries: [:]).update.personas
                == model)
        // Nothing comes twice.
        #expect(try first.turn(at: at(1.002), ownsFirst: true, summaries: [:]).update.isEmpty)
        #expect(shelf.versions.count == 1)
    }

    @Test func `the next model keeps the names, and tells of the drift`() throws {
        let board = ScriptedTopics.Board()
        let shelf = ModelShelf()
        var keeper = try Self.keeper(board, shelf)
        _ = try keeper.turn(at: at(0), ownsFirst: true, summaries: [:])
        func refit(_ purchases: [Int], at hours: Double) throws -> Keeper.Turn {
            let scene = try Self.scene(purchases, prefix: "c")
            let summary = try #require(Self.summary(of: scene))
            return try keeper.turn(at: at(hours), ownsFirst: true, summaries: [0: summary])
        }
        let one = try refit([1, 1, 1, 1, 9, 9], at: 1)
        // Now the many are more than the few, and buy more.
        let two = try refit([1, 12, 12, 12, 12, 1], at: 2)
        #expect(one.update.personas?.clusters.map(\.size) == [4, 2])
        #expect(two.update.personas?.clusters.map(\.size) == [2, 4])
        #expect(two.update.personas?.clusters.map(\.name) == ["few", "many"])
        #expect(one.notices.count == 2 && two.notices.count == 3)
        guard case .personaDrift(let drift) = two.notices.first else {
            Issue.record("no drift")
            return
        }
        #expect(drift.indices.map(\.feature) == ["n", "views"])
        #expect(drift.indices[0].index > 0.25 && drift.indices[1].index == 0)
        #expect(drift.meanDistance.map { $0 > 0.4 } == true)
    }

    @Test func `the model that has seen more counts`() throws {
        let board = ScriptedTopics.Board()
        let shelf = ModelShelf()
        var first = try Self.keeper(board, shelf)
        let scene = try Self.scene([1, 1, 9, 9], prefix: "c")
        let summary = try #require(Self.summary(of: scene))
        _ = try first.turn(at: at(0), ownsFirst: true, summaries: [:])
        let model = try first.turn(at: at(1), ownsFirst: true, summaries: [0: summary]).update
            .personas
        #expect(model != nil)
        // Started later, from an older file or a younger one.
        let older = ModelVersion(
            until: at(0.5), model: .personas(PersonaModel(features: [], clusters: [])))
        var second = try Self.keeper(board, shelf, current: older)
        #expect(try second.latest().personas == model)
        var third = try Self.keeper(
            board, shelf, current: .init(until: at(7), model: older.model))
        #expect(try third.latest().isEmpty)
        #expect(try third.turn(at: at(7.1), ownsFirst: false, summaries: [:]).update.isEmpty)
        // A record that nobody can use is passed over.
        board.records[.models]?.append(SharedRecord(key: "personas", value: [99]))
        let turn = try third.turn(at: at(7.2), ownsFirst: false, summaries: [:])
        guard case .unusable = turn.notices.first else {
            Issue.record("no notice")
            return
        }
    }

    /// The clock of the instance that fitted last was days ahead; a fit from now on counts again.
    @Test func `a model from the future is no end`() throws {
        let board = ScriptedTopics.Board()
        let shelf = ModelShelf()
        let ahead = ModelVersion(
            until: at(100), model: .personas(PersonaModel(features: [], clusters: [])))
        var keeper = try Self.keeper(board, shelf, current: ahead)
        let scene = try Self.scene([1, 1, 9, 9], prefix: "c")
        let summary = try #require(Self.summary(of: scene))
        _ = try keeper.turn(at: at(0), ownsFirst: true, summaries: [:])
        let one = try keeper.turn(at: at(1), ownsFirst: true, summaries: [0: summary])
        #expect(one.update.personas?.clusters.count == 2)
        let two = try keeper.turn(at: at(2), ownsFirst: true, summaries: [0: summary])
        #expect(two.update.personas != nil)
        #expect(
            shelf.instants
                == [1, 2].map { Instant(milliseconds: at(100).milliseconds + $0) })
    }

    @Test func `what cannot be fitted is told`() throws {
        let board = ScriptedTopics.Board()
        let shelf = ModelShelf()
        var keeper = try Self.keeper(board, shelf)
        _ = try keeper.turn(at: at(0), ownsFirst: true, summaries: [:])
        let empty = try keeper.turn(at: at(1), ownsFirst: true, summaries: [:])
        let scene = try Self.scene([3, 3], prefix: "c")
        let summary = try #require(Self.summary(of: scene))
        let alike = try keeper.turn(at: at(2), ownsFirst: true, summaries: [0: summary])
        for turn in [empty, alike] {
            guard case .failed = turn.notices.first else {
                Issue.record("no notice")
                return
            }
            #expect(turn.update.isEmpty)
        }
        board.isBroken = true
        #expect(throws: LogError.self) {
            try keeper.turn(at: at(3), ownsFirst: true, summaries: [0: summary])
        }
    }

    @Test func `refits that were missed are not made up for`() {
        var schedule = RefitSchedule(interval: Self.hour)
        #expect(schedule.step(at: at(0.2)) == .init())
        #expect(schedule.step(at: at(0.9)) == .init())
        #expect(schedule.step(at: at(0.99)) == .init(summaries: true, refit: false))
        #expect(schedule.step(at: at(0.995)) == .init())
        #expect(schedule.step(at: at(1)) == .init(summaries: false, refit: true))
        #expect(schedule.step(at: at(7.5)) == .init(summaries: true, refit: true))
        #expect(schedule.step(at: at(7.6)) == .init())
        // A clock that goes back starts nothing.
        #expect(schedule.step(at: at(3)) == .init())
        #expect(schedule.step(at: at(7.7)) == .init())
    }
}
