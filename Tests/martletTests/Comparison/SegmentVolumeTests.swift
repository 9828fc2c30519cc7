import MartletProfile
import Testing

@testable import martlet

@Suite struct SegmentVolumeTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    @Test func `least, most and mean are over time`() {
        var volume = SegmentVolume()
        volume.change(at: at(100), isEntry: true)
        volume.change(at: at(200), isEntry: true)
        volume.change(at: at(400), isEntry: false)
        #expect(volume.last == 1)
        #expect(volume.entries == 2 && volume.exits == 1)
        #expect(volume.minimum(since: at(100)) == 1)
        #expect(volume.minimum(since: at(0)) == 0)
        #expect(volume.maximum == 2)
        // 0 for 100 ms, 1 for 100 ms, 2 for 200 ms, 1 for 100 ms.
        #expect(volume.mean(from: at(0), to: at(500)) == 600.0 / 500)
    }

    @Test func `what lasts for no time does not count`() {
        var volume = SegmentVolume()
        volume.change(at: at(100), isEntry: true)
        volume.change(at: at(200), isEntry: true)
        volume.change(at: at(200), isEntry: false)
        volume.change(at: at(200), isEntry: false)
        volume.change(at: at(200), isEntry: true)
        #expect(volume.maximum == 1)
        #expect(volume.minimum(since: at(100)) == 1)
    }

    @Test func `a segment that nobody enters is empty`() {
        let volume = SegmentVolume()
        #expect(volume.minimum(since: at(0)) == 0 && volume.maximum == 0)
        #expect(volume.mean(from: at(0), to: at(10)) == 0)
    }
}
