import Testing

@testable import MartletProfile

@Suite struct PurchaseHistoryTests {
    private static let day: Int64 = 86_400_000

    private func instant(_ days: Double) -> Instant {
        Instant(milliseconds: Int64(days * Double(Self.day)))
    }

    private func history(_ purchases: [(Double, Int64)], byDay: Bool = true) -> PurchaseHistory {
        var history = PurchaseHistory()
        let calendar = CivilCalendar.utc
        for (days, amount) in purchases {
            let at = instant(days)
            history.add(
                at: at, day: byDay ? calendar.start(ofDay: calendar.day(of: at)) : nil,
                amount: FixedDecimal(millionths: amount * 1_000_000))
        }
        return history
    }

    private let purchases: [(Double, Int64)] = [(10.5, 3), (3.2, 10), (10.9, 5), (3.9, 1), (5, 2)]

    @Test func `days join purchases`() throws {
        let found = history(purchases)
        #expect(found.occasions.map(\.at) == [instant(3), instant(5), instant(10)])
        #expect(found.occasions.map(\.purchases) == [2, 1, 2])
        #expect(found.last == instant(10.9))
        let summary = try #require(found.summary(at: instant(17.5), unit: 7 * Self.day))
        #expect(summary == PurchaseSummary(frequency: 2, recency: 1, age: 14.5 / 7))
        #expect(found.spend(includesFirst: false) == SpendSummary(purchases: 2, mean: 5))
        #expect(found.spend(includesFirst: true) == SpendSummary(purchases: 3, mean: 7))
        #expect(found.gaps.count == 2)
        #expect(found.gaps.sum == 7)
    }

    @Test func `or every purchase stands by itself`() throws {
        let found = history(purchases, byDay: false)
        #expect(found.occasions.count == 5)
        #expect(found.spend(includesFirst: false) == SpendSummary(purchases: 4, mean: 2.75))
    }

    @Test func `the order does not show`() {
        let seed: UInt64 = 0x5EED_0D
        var random = SplitMix64(seed: seed)
        for _ in 0..<50 {
            let days = (0..<12).map { Double($0 % 7) * 1.25 }
            let shuffled = days.shuffled(using: &random)
            #expect(history(shuffled.map { ($0, 2) }) == history(days.map { ($0, 2) }))
        }
    }

    @Test func `nothing bought, or for nothing`() {
        #expect(PurchaseHistory().summary(at: instant(3), unit: 1) == nil)
        #expect(PurchaseHistory().rfm(at: instant(3), .utc) == nil)
        #expect(history([(3, 5)]).spend(includesFirst: false) == nil)
        #expect(history([(3, 5), (4, 0)]).spend(includesFirst: false) == nil)
        // Observation that ends before the last purchase's day does.
        let summary = history([(3, 5), (9, 5)]).summary(at: instant(5), unit: Self.day)
        #expect(summary == PurchaseSummary(frequency: 1, recency: 6, age: 6))
    }

    @Test func `scores and when they change`() throws {
        let customer = try #require(history(purchases).rfm(at: instant(40.1), .utc))
        #expect(customer == .init(recencyDays: 30, purchases: 5, amount: 21))
        let model = RFMModel(
            recency: CutPoints([31, 45.5]), frequency: CutPoints([2, 4]), money: CutPoints([5, 50]))
        #expect(model.scores(customer).score == 332)
        #expect(model.nextRecency(after: 30) == 31)
        #expect(model.nextRecency(after: 31) == 46)
        #expect(model.nextRecency(after: 46) == nil)
        // By nearest rank a value at a cut point is still below it.
        let ranked = RFMModel(
            recency: CutPoints([31], rule: .nearestRank), frequency: model.frequency,
            money: model.money)
        #expect(ranked.nextRecency(after: 2) == 32)
    }
}
