import Foundation
import Testing

@testable import martlet

/// Lines of a shop as text, with what the shop says about each.
func lines(of settings: ShopSettings, atMost: Int = .max) -> [(text: String, line: Shop.Line)] {
    var shop = Shop(settings)
    var bytes: [UInt8] = []
    var found: [(String, Shop.Line)] = []
    while found.count < atMost, let line = shop.next(into: &bytes) {
        found.append((String(decoding: bytes[line.bytes], as: UTF8.self), line))
        bytes.removeAll(keepingCapacity: true)
    }
    return found
}

@Suite struct ShopTests {
    /// FNV-1a over the lines with their line feeds.
    private func digest(_ settings: ShopSettings, lines count: Int) -> UInt64 {
        var shop = Shop(settings)
        var bytes: [UInt8] = []
        for _ in 0..<count where shop.next(into: &bytes) != nil { bytes.append(0x0A) }
        return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    @Test func theSameSeedGivesTheSameBytesEverywhere() {
        #expect(digest(ShopSettings(), lines: 10_000) == 0x1405AD6E35ACF119)
        #expect(
            digest(ShopSettings(customers: 50, lines: 5_000, seed: 7, days: 9), lines: 5_000)
                == 0xB69938574D598A02)
    }

    @Test func anotherSeedIsAnotherShop() {
        let digests = (1...5).map { digest(ShopSettings(customers: 100, seed: $0), lines: 100) }
        #expect(Set(digests).count == 5)
    }

    @Test func theFirstLineIsWhatADocumentMayShow() throws {
        let first = try #require(lines(of: ShopSettings(), atMost: 1).first)
        #expect(
            first.text == """
                {"event_id":"e000000001","type":"browse","customer_id":"c000826",\
                "ts":"2025-01-01T01:08:06.486Z","product_id":"p1779","category":"baby",\
                "brand":"lullaby","channel":"app","quantity":1,"discount":0.00,\
                "session_id":"s000826-1"}
                """)
        #expect(first.line.key.count == 7)
    }

    @Test(arguments: [0, 1, 999, 20_000])
    func asManyLinesAsAskedFor(count: Int) {
        #expect(lines(of: ShopSettings(customers: 300, lines: count)).count == count)
    }

    /// Customers, lines, days: slow shops and hectic ones.
    @Test(arguments: [
        (300, 30_000, 30), (20_000, 4_000, 60), (20, 20_000, 5), (2_000, 100_000, 90),
    ])
    func theShopIsAsBusyAsItTakes(customers: Int, count: Int, days: Int) throws {
        let settings = ShopSettings(customers: customers, lines: count, seed: 3, days: days)
        var shop = Shop(settings)
        var bytes: [UInt8] = []
        while shop.next(into: &bytes) != nil { bytes.removeAll(keepingCapacity: true) }
        let share = Double(shop.time - settings.start) / (Double(days) * 86_400_000)
        #expect((0.85...1.15).contains(share), "the clock stopped at \(share) of the days")
    }

    @Test func withoutANumberItClosesAfterItsDays() throws {
        let settings = ShopSettings(customers: 100, days: 4)
        var shop = Shop(settings)
        var bytes: [UInt8] = []
        while shop.next(into: &bytes) != nil { bytes.removeAll(keepingCapacity: true) }
        #expect(shop.time < settings.start + 4 * 86_400_000)
        #expect(shop.time > settings.start + 3 * 86_400_000)
        #expect(shop.lines > 100)
    }

    @Test func accidentsDoNotChangeWhatCustomersDo() {
        func sessions(_ settings: ShopSettings) -> Set<String> {
            Set(
                lines(of: settings).filter { $0.line.flaw == nil }
                    .map { String($0.text.drop { $0 != "," }) })
        }
        var clean = ShopSettings(customers: 50, days: 20)
        let dirty = sessions(clean)
        clean.dirtyMillionths = 0
        clean.lateMillionths = 0
        #expect(sessions(clean) == dirty)
    }

    @Test func keysAreTheCustomersOfTheirLines() {
        var settings = ShopSettings(customers: 200, lines: 5_000)
        settings.dirtyMillionths = 200_000
        for (text, line) in lines(of: settings) {
            let key = String(decoding: Array(text.utf8)[line.key], as: UTF8.self)
            let isLost = ([.missingCustomer, .emptyCustomer, .list] as [ShopFlaw?]).contains(
                line.flaw)
            if !isLost {
                #expect(key.count == 7 && key.hasPrefix("c"), "\(text)")
            } else {
                #expect(key.isEmpty)
            }
        }
    }
}
