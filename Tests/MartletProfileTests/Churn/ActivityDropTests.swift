import Testing

@testable import MartletProfile

@Suite struct ActivityDropTests {
    private let drop = ActivityDrop(recent: 14, baseline: 56, fewestEvents: 8)

    @Test func `as before, less, more, silent`() {
        #expect(drop.value(recentEvents: 4, allEvents: 20) == 0)
        #expect(drop.value(recentEvents: 2, allEvents: 18) == 0.5)
        #expect(drop.value(recentEvents: 8, allEvents: 24) == -1)
        #expect(drop.value(recentEvents: 0, allEvents: 8) == 1)
    }

    @Test func `too little to compare with`() {
        #expect(drop.value(recentEvents: 0, allEvents: 7) == nil)
        #expect(drop.value(recentEvents: 50, allEvents: 57) == nil)
    }
}
