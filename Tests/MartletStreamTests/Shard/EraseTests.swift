import MartletProfile
import MartletSimulation
import MartletStream
import Testing

/// A profile that is erased is gone from memory, changelog and checkpoints.
@Suite struct EraseTests {
    private let scene: CheckpointScene

    init() throws {
        scene = CheckpointScene(try CheckpointScene.plan())
        scene.produce(60, seed: 1)
        scene.drain(checkpoints: 1)
        scene.run(turns: 200)
    }

    private func has(_ customer: String) -> Bool {
        scene.profiles.contains { $0.contains("\"customer_id\":\"\(customer)\"") }
    }

    /// An event of one customer.
    private func produce(_ customer: String) {
        let index = scene.cluster.input[0]?.count ?? 0
        scene.cluster.input[0]?.append(
            """
            {"event_id":"e\(index)","customer_id":"\(customer)",\
            "ts":\(1_735_689_600_000 + index * 1_800_000),"amount":1}
            """)
    }

    private func tombstones() -> [String] {
        (scene.cluster.changelog[0] ?? []).compactMap { entry in
            guard let entry, entry.value == nil else { return nil }
            return String(decoding: entry.key, as: UTF8.self)
        }
    }

    @Test(arguments: ["c1", "c3-with-a-long-name"]) func aTombstoneIsWritten(customer: String) {
        #expect(has(customer))
        let isErased = scene.erase(customer)
        let isErasedTwice = scene.erase(customer)
        let isAnybody = scene.erase("nobody")
        #expect(isErased && !isErasedTwice && !isAnybody)
        produce("c2")
        scene.drain()
        #expect(tombstones() == [customer])
        #expect(!has(customer) && has("c2"))
        let profiles = scene.profiles
        for files in [scene.store.files, [:]] {
            scene.crash()
            scene.store.files = files
            scene.run(turns: 100)
            #expect(scene.profiles == profiles)
        }
    }

    /// Whoever comes back in the same transaction starts anew, and stays.
    @Test func theTombstoneComesBeforeTheNewProfile() {
        _ = scene.erase("c1")
        produce("c1")
        produce("c1")
        scene.drain()
        let profiles = scene.profiles
        #expect(
            profiles.contains {
                $0.contains("\"customer_id\":\"c1\"") && $0.contains("\"orders\":2,")
            })
        scene.crash()
        scene.store.files = [:]
        scene.run(turns: 100)
        #expect(scene.profiles == profiles)
    }

    /// Touched and erased in one transaction: nothing of it is written down.
    @Test func whatWasTouchedBeforeIsNotWritten() {
        let before = scene.cluster.changelog[0]?.count ?? 0
        produce("c1")
        produce("c5")
        scene.run(turns: 1)
        _ = scene.erase("c1")
        produce("c2")
        scene.drain()
        let keys = scene.cluster.changelog[0]?.dropFirst(before).compactMap { $0 }.filter {
            $0.key == Array("c1".utf8) && $0.value != nil
        }
        #expect(keys?.isEmpty == true)
        #expect(!has("c1") && has("c5"))
    }

    @Test(arguments: 0..<8) func anAbortBringsTheProfileBack(seed: Int) {
        let profile = scene.profiles.first { $0.contains("\"customer_id\":\"c1\"") }
        scene.cluster.random = SplitMix64(seed: UInt64(seed))
        scene.cluster.abortOdds = 2
        _ = scene.erase("c1")
        produce("c2")
        scene.run(turns: 2)
        scene.cluster.abortOdds = 0
        scene.drain()
        // Whether the first attempt was aborted depends on the seed.
        let isErased = !tombstones().isEmpty
        #expect(has("c1") == !isErased)
        let now = scene.profiles.first { $0.contains("\"customer_id\":\"c1\"") }
        let features = { (text: String?) in text?.split(separator: "features").last }
        if !isErased { #expect(features(now) == features(profile)) }
    }
}
