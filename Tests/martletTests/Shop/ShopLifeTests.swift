import Foundation
import Testing

@testable import martlet

/// One sound event, read back from its line.
private struct Event: Decodable {
    var event_id: String
    var type: String
    var customer_id: String
    var ts: String
    var product_id: String
    var category: String
    var brand: String
    var channel: String
    var amount: Double?
    var quantity: Int
    var discount: Double
    var session_id: String
    /// Hours since the first midnight; set after decoding.
    var hours: Double { _hours ?? 0 }
    var _hours: Double?
}

/// What one shop of 1,500 customers and 91 days looks like from outside; readable events only.
private let shop: [Event] = {
    var settings = ShopSettings(customers: 1_500, seed: 11, days: 91)
    settings.dirtyMillionths = 0
    let decoder = JSONDecoder()
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return lines(of: settings).compactMap { text, _ in
        guard var event = try? decoder.decode(Event.self, from: Data(text.utf8)),
            let time = try? style.parse(event.ts)
        else { return nil }
        event._hours = (time.timeIntervalSince1970 - 1_735_689_600) / 3_600
        return event
    }
}()
private let purchases = shop.filter { $0.type == "purchase" }
private let byBuyer = Dictionary(grouping: purchases, by: \.customer_id)

@Suite struct ShopLifeTests {
    @Test func eventsHaveNamesOfTheirOwnAndAFewPurchases() {
        #expect(shop.count > 50_000)
        #expect(Set(shop.map(\.event_id)).count == shop.count)
        #expect(Set(shop.map(\.type)) == ["purchase", "browse"])
        #expect((0.07...0.15).contains(Double(purchases.count) / Double(shop.count)))
        #expect(Set(shop.map(\.category)).count == ShopCatalog.categoryCount)
        #expect(Set(shop.map(\.channel)) == ["app", "web", "store"])
    }

    @Test func timeGoesForwardButForAFewLateEvents() {
        var latest = 0.0
        var late = 0
        for event in shop {
            if event.hours < latest { late += 1 }
            #expect(latest - event.hours < 6.1)
            latest = max(latest, event.hours)
        }
        #expect((0.002...0.006).contains(Double(late) / Double(shop.count)))
    }

    @Test func nightsAreQuietAndWeekendsBusy() {
        var hours = [Int](repeating: 0, count: 24)
        var weekdays = [Int](repeating: 0, count: 7)
        for event in shop {
            hours[Int(event.hours) % 24] += 1
            // The first day, 2025-01-01, is a Wednesday.
            weekdays[(Int(event.hours / 24) + 2) % 7] += 1
        }
        #expect(hours[20...21].reduce(0, +) > 8 * hours[3...4].reduce(0, +))
        #expect(Double(weekdays[5]) > 1.3 * Double(weekdays[1]))
    }

    @Test func salesFillTheShopAndLowerThePrices() {
        let sales = [9, 10, 11, 37, 38, 39, 65, 66, 67]
        let days = Dictionary(grouping: shop) { Int($0.hours / 24) }.mapValues(\.count)
        let onSale = Double(sales.reduce(0) { $0 + (days[$1] ?? 0) }) / Double(sales.count)
        #expect(onSale > 1.7 * Double(shop.count) / 91)
        func discounted(_ isSale: Bool) -> Double {
            let some = purchases.filter { sales.contains(Int($0.hours / 24)) == isSale }
            return Double(some.count { $0.discount > 0 }) / Double(some.count)
        }
        #expect(discounted(true) > 0.6)
        #expect((0.05...0.3).contains(discounted(false)))
    }

    @Test func spendHasAHeavyTail() {
        let spend = byBuyer.values.map { $0.reduce(0) { $0 + ($1.amount ?? 0) } }.sorted()
        let top = spend.suffix(spend.count / 10).reduce(0, +)
        #expect((0.4...0.8).contains(top / spend.reduce(0, +)))
        #expect((80...600).contains(spend[spend.count / 2]))
    }

    @Test func someAreLoyalSomeLapseAndSomeNeverBuy() {
        let everybody = Dictionary(grouping: shop, by: \.customer_id)
        let loyal = byBuyer.values.count { events in
            events.count { $0.hours >= 61 * 24 } >= 3
        }
        #expect((0.1...0.4).contains(Double(loyal) / Double(everybody.count)))
        let lapsed = byBuyer.values.count { events in
            let times = events.map(\.hours).sorted()
            guard let first = times.first, let last = times.last, times.count >= 3 else {
                return false
            }
            return 91 * 24 - last > max(20 * 24, 3 * (last - first) / Double(times.count - 1))
        }
        #expect((0.03...0.3).contains(Double(lapsed) / Double(everybody.count)))
        let lookers = everybody.count { byBuyer[$0.key] == nil && $0.value.count >= 10 }
        #expect((0.02...0.2).contains(Double(lookers) / Double(everybody.count)))
        let newcomers = everybody.values.count { $0.allSatisfy { $0.hours > 30 * 24 } }
        #expect((0.15...0.45).contains(Double(newcomers) / Double(everybody.count)))
    }

    @Test func sessionsBrowseBeforeTheyBuyInOneChannel() {
        let sessions = Dictionary(grouping: shop, by: \.session_id)
        #expect(sessions.values.allSatisfy { Set($0.map(\.channel)).count == 1 })
        #expect(sessions.values.allSatisfy { Set($0.map(\.customer_id)).count == 1 })
        let bought = sessions.values.filter { events in
            events.contains { $0.type == "purchase" && $0.channel != "store" }
        }
        let browsed = bought.count { events in
            events.min { $0.hours < $1.hours }?.type == "browse"
        }
        #expect(browsed == bought.count)
        #expect(bought.count * 12 > sessions.count)
    }

    @Test func peopleHaveTastes() {
        let shares = Dictionary(grouping: shop, by: \.customer_id).values.filter { $0.count >= 40 }
            .map { events in
                let counts = Dictionary(grouping: events, by: \.category).values.map(\.count)
                return Double(counts.max() ?? 0) / Double(events.count)
            }
        #expect(shares.reduce(0, +) / Double(shares.count) > 0.45)
    }

    @Test func amountsArePriceTimesQuantityLessTheDiscount() {
        var prices: [String: Int] = [:]
        for event in purchases where event.discount == 0 && event.quantity == 1 {
            let cents = Int(((event.amount ?? -1) * 100).rounded())
            #expect(prices.updateValue(cents, forKey: event.product_id) ?? cents == cents)
        }
        var checked = 0
        for event in purchases {
            guard let price = prices[event.product_id], let amount = event.amount else { continue }
            let full = Double(price * event.quantity) / 100
            #expect(abs(amount - full * (1 - event.discount)) < 0.0051)
            checked += 1
        }
        #expect(checked > 1_000)
        #expect(shop.allSatisfy { ($0.amount != nil) == ($0.type == "purchase") })
    }
}
