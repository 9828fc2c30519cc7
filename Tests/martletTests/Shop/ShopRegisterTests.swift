import Foundation
import Testing

@testable import martlet

@Suite struct ShopRegisterTests {
    private func settings(feedback: Bool = false, profiles: Bool = false) -> ShopSettings {
        ShopSettings(
            customers: 300, seed: 5, days: 60, hasFeedback: feedback, hasProfiles: profiles)
    }

    private func isSaid(_ line: String) -> Bool {
        line.contains(#""type":"feedback""#) || line.contains(#""type":"profile""#)
    }

    @Test func whatPeopleSayDoesNotChangeWhatTheyDo() {
        let plain = lines(of: settings()).map(\.text)
        let all = lines(of: settings(feedback: true, profiles: true)).map(\.text)
        #expect(all.count { $0.contains(#""type":"feedback""#) } > 100)
        #expect(all.count { $0.contains(#""type":"profile""#) } > 100)
        #expect(all.filter { !isSaid($0) } == plain)
    }

    @Test func mostTellWhoTheyAreSoonAfterTheyCome() throws {
        var first: [String: Date] = [:]
        var told: [String: Date] = [:]
        var regions: Set<String> = []
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for (text, line) in lines(of: settings(profiles: true)) where line.flaw == nil {
            let event = try #require(
                try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let customer = try #require(event["customer_id"] as? String)
            let at = try Date(#require(event["ts"] as? String), strategy: format)
            if event["type"] as? String == "profile" {
                regions.insert(try #require(event["region"] as? String))
                #expect(event["age_band"] is String)
                told[customer] = min(told[customer] ?? at, at)
            } else {
                first[customer] = min(first[customer] ?? at, at)
            }
        }
        #expect(regions.count == 5)
        #expect((0.75...0.95).contains(Double(told.count) / Double(first.count)))
        // A first event that itself comes late may be told of before.
        let soon = told.count { customer, at in
            abs(at.timeIntervalSince(first[customer] ?? .distantPast)) < 300
        }
        #expect(Double(soon) > 0.95 * Double(told.count))
    }

    @Test func nobodyIsHeardOnceTheShopHasClosed() {
        let found = lines(of: settings(feedback: true, profiles: true))
        // 60 days from January 1 end with March 1.
        let late = found.filter { isSaid($0.text) && $0.text.contains(#""ts":"2025-03-"#) }
        #expect(late.allSatisfy { $0.text.contains(#""ts":"2025-03-01T"#) })
        #expect(found.contains { $0.text.contains(#""ts":"2025-02-28T"#) && isSaid($0.text) })
    }
}
