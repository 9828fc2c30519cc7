import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// The records that a worker publishes: keys, partitions, headers.
@Suite struct OutputRecordTests {
    private func run(_ records: [ShopStory.Record]) throws -> Deployment {
        let run = Deployment(plan: try ShopStory.plan(clock: .event), partitions: 4)
        run.produce(records)
        run.settle()
        return run
    }

    private func record(
        _ value: String, key: String? = "c\"1", headers: [Message.Header] = []
    ) -> ShopStory.Record {
        ShopStory.Record(
            input: 1,
            message: Message(
                key: key.map { Array($0.utf8) }, value: Array(value.utf8), headers: headers,
                timestamp: 0),
            at: 0)
    }

    private func headers(_ message: Message) -> [String] {
        message.headers.map { header in
            let value = header.value.map { String(decoding: $0, as: UTF8.self) } ?? "null"
            return "\(String(decoding: header.name, as: UTF8.self))=\(value)"
        }
    }

    private static let views = [0, 1].map { minute in
        #"{"customer_id":"c\"1","ts":"2025-01-01T00:0\#(minute):00Z","type":"browse","#
            + #""channel":"app"}"#
    }

    @Test func segmentChangesAreCloudEvents() throws {
        let run = try run(Self.views.map { record($0) })
        let messages = run.cluster.read(.segmentChanges)
        #expect(messages.map(\.key) == [Array("c\"1".utf8), Array("c\"1".utf8)])
        #expect(
            messages.map(headers) == [
                [
                    "ce_specversion=1.0", "ce_type=io.martlet.segment.changed.v1",
                    "ce_source=/martlet/shop", "content-type=application/json",
                    "ce_id=segment:c\"1:1", "ce_time=2025-01-01T00:00:00.000Z", "ce_subject=c\"1",
                ],
                [
                    "ce_specversion=1.0", "ce_type=io.martlet.segment.changed.v1",
                    "ce_source=/martlet/shop", "content-type=application/json",
                    "ce_id=segment:c\"1:2", "ce_time=2025-01-01T00:01:00.000Z", "ce_subject=c\"1",
                ],
            ])
        let home = run.cluster.partition(of: Array("c\"1".utf8))
        let filled = run.cluster.outputs.filter { $0.value.end > 0 }.map(\.key.partition)
        #expect(Set(filled) == [home])
    }

    @Test func churnAlertsAreCloudEvents() throws {
        let run = try run([
            record(Self.views[0]),
            record(#"{"customer_id":"c\"1","ts":"2025-01-01T09:00:00Z","type":"ping"}"#),
        ])
        let messages = run.cluster.read(.churnAlerts)
        #expect(messages.map(\.key) == [Array("c\"1".utf8)])
        #expect(
            messages.map(headers) == [
                [
                    "ce_specversion=1.0", "ce_type=io.martlet.churn.alert.v1",
                    "ce_source=/martlet/shop", "content-type=application/json",
                    "ce_id=alert:c\"1:1", "ce_time=2025-01-01T01:30:00.000Z", "ce_subject=c\"1",
                ]
            ])
    }

    /// The type that a topic fixes is named in the cause, also if no feature reads such events.
    @Test func causesNameAFixedTypeThatNoFeatureReads() throws {
        var plan = try ShopStory.plan(clock: .event)
        plan.inputs[1].type = "wishlist"
        plan.plan = try Plan(
            features: [
                FeatureDefinition(
                    name: "orders", aggregate: .count, sources: [.init(type: "purchase")])
            ], segments: [SegmentDefinition(name: "new", when: "orders == 0")])
        let run = Deployment(plan: plan, partitions: 1)
        run.produce([record(Self.views[0])])
        run.settle()
        let message = try #require(run.cluster.read(.segmentChanges).first)
        let text = String(decoding: message.value ?? [], as: UTF8.self)
        #expect(text.contains(#""cause":{"kind":"event","type":"wishlist","topic":"#), "\(text)")
    }

    @Test func profilesArePublishedOncePerCommit() throws {
        let run = try run(Self.views.map { record($0) })
        let messages = run.cluster.read(.profiles)
        #expect(!messages.isEmpty && messages.count <= 2)
        let last = try #require(messages.last)
        #expect(headers(last)[1] == "ce_type=io.martlet.profile.updated.v1")
        #expect(headers(last).contains("ce_subject=c\"1"))
        #expect(
            String(decoding: last.value ?? [], as: UTF8.self)
                == #"{"customer_id":"c\"1","at":"2025-01-01T00:01:00.000Z","features":{"#
                + #""purchases_2d":0,"spend_6h":0,"purchases":0,"spend":0,"views_90m":2,"#
                + #""last_channel":"app","categories":{},"variety_1d":0,"hour":0,"app_share":1},"#
                + #""segments":["browsing","mobile"],"persona":null,"#
                + #""next_change_at":"2025-01-01T02:01:00.000Z"}"#)
    }

    /// Time alone makes work that has to be committed, whatever is published of it.
    @Test func deadlinesAreCommittedWithoutTraffic() throws {
        var plan = try ShopStory.plan(clock: .wall)
        plan.selection.segmentChanges = false
        let run = Deployment(plan: plan, partitions: 1)
        run.clock.day = Instant(milliseconds: ShopStory.start + 60_000)
        run.produce(Self.views.map { record($0) })
        run.settle()
        let before = run.cluster.read(.profiles).count
        run.clock.day?.milliseconds += 7_200_000
        run.settle()
        let messages = run.cluster.read(.profiles)
        #expect(messages.count == before + 1)
        let text = String(decoding: messages.last?.value ?? [], as: UTF8.self)
        #expect(text.contains(#""segments":["mobile"]"#), "\(text)")
    }

    @Test func deadLettersKeepWhatCame() throws {
        let given = [
            Message.Header(name: Array("trace".utf8), value: [1, 255]),
            Message.Header(name: Array("empty".utf8), value: nil),
        ]
        for key in ["c1", "", nil] {
            let run = try run([record("{]", key: key, headers: given)])
            let message = try #require(run.cluster.read(.deadLetters).first)
            #expect(message.key == key.map { Array($0.utf8) })
            #expect(message.value == Array("{]".utf8))
            #expect(Array(message.headers.prefix(2)) == given)
            let partition = run.cluster.partition(of: message.key ?? [])
            #expect(
                Array(headers(message).dropFirst(2)) == [
                    "martlet.errors.reason=invalid_json",
                    "martlet.errors.detail=The payload is not valid JSON at byte 1.",
                    "__connect.errors.topic=browses", "__connect.errors.partition=\(partition)",
                    "__connect.errors.offset=0",
                    "__connect.errors.exception.message="
                        + "invalid_json: The payload is not valid JSON at byte 1.",
                ])
        }
    }

    @Test func anUnknownEventTypeStillMakesAProfile() throws {
        let run = try run([record(#"{"customer_id":"c\"1","ts":0,"type":"ping"}"#)])
        #expect(run.cluster.read(.segmentChanges).isEmpty)
        #expect(run.result.profiles.count == 1)
        // The plan before the first row, the position after the last.
        let keys = run.cluster.read(.changelog).map(\.key)
        #expect(keys.count == 3 && keys[0]?.first == 0xFF)
        #expect(keys.dropFirst() == [Array("c\"1".utf8), []])
    }
}
