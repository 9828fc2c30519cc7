import Foundation
import Testing

@testable import martlet

@Suite struct ShopFlawTests {
    private static let purchase =
        #"{"event_id":"e1","type":"purchase","customer_id":"c1","ts":"2025-01-01T00:00:00.000Z","#
        + #""channel":"web","amount":12.90,"quantity":1,"discount":0.00,"session_id":"s1-1"}"#

    private func broken(_ flaw: ShopFlaw, _ line: String = purchase) -> String {
        String(decoding: flaw.applied(to: Array(line.utf8)), as: UTF8.self)
    }

    private func object(_ text: String) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
    }

    @Test func eachFlawIsThatFlawAndNoOther() throws {
        #expect(broken(.duplicate) == Self.purchase)
        #expect(object(broken(.cutOff)) == nil)
        #expect(object(broken(.nullByte)) == nil && broken(.nullByte).contains("\0"))
        #expect(broken(.list).hasPrefix("["))
        #expect(
            broken(.missingCustomer)
                == Self.purchase.replacingOccurrences(of: #""customer_id":"c1","#, with: ""))
        #expect(broken(.emptyCustomer).contains(#""customer_id":"","ts""#))
        #expect(object(broken(.missingTime))?.keys.contains("ts") == false)
        #expect(object(broken(.wordAsTime))?["ts"] as? String == "yesterday")
        #expect(object(broken(.impossibleTime))?["ts"] as? String == "2025-02-30T25:61:00Z")
        #expect(object(broken(.missingType))?.keys.contains("type") == false)
        #expect(object(broken(.textAsAmount))?["amount"] as? String == "12.90 EUR")
    }

    @Test func withoutAnAmountTheTimeBreaksInstead() {
        let browse = Self.purchase.replacingOccurrences(of: #""amount":12.90,"#, with: "")
        #expect(broken(.textAsAmount, browse) == broken(.impossibleTime, browse))
    }

    @Test func theShareIsAsAskedForAndEveryKindOccurs() {
        let found = lines(of: ShopSettings(customers: 400, lines: 40_000, seed: 5))
        let flaws = found.compactMap(\.line.flaw)
        #expect((0.002...0.004).contains(Double(flaws.count) / Double(found.count)))
        #expect(Set(flaws).count == ShopFlaw.allCases.count)
    }

    @Test func aFlawComesOnTopOfItsSoundLine() {
        var settings = ShopSettings(customers: 100, lines: 2_000)
        settings.dirtyMillionths = 100_000
        let found = lines(of: settings)
        for (before, line) in zip(found, found.dropFirst()) where line.line.flaw == .duplicate {
            #expect(before.text == line.text && before.line.flaw == nil)
        }
    }
}
