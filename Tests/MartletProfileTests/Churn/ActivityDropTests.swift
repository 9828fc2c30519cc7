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

    /// A drop of exactly 15 % is not above 15 %, and 30 % is what people write as 0.3.
    @Test func `the number nearest to the quotient`() {
        #expect(drop.value(recentEvents: 17, allEvents: 97) == 0.15)
        for baseline in 8...400 {
            for percent in 0...100 where baseline * (100 - percent) % 400 == 0 {
                let recent = baseline * (100 - percent) / 400
                let found = drop.value(recentEvents: recent, allEvents: baseline + recent)
                #expect(found == Double(percent) / 100, "\(recent) after \(baseline)")
            }
        }
    }

    @Test func `too little to compare with`() {
        #expect(drop.value(recentEvents: 0, allEvents: 7) == nil)
        #expect(drop.value(recentEvents: 50, allEvents: 57) == nil)
    }
}
