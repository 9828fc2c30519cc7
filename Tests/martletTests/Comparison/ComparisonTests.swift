import Foundation
import MartletProfile
import MartletStream
import Testing

@testable import martlet

@Suite struct ComparisonTests {
    private static func plan(_ segments: String, zone: String = "UTC") throws -> StreamPlan {
        var file = ConfigurationFile(
            text: """
                version: 1
                name: shop
                time_zone: \(zone)
                inputs: [{topic: events}]
                features: {orders: {count: purchase, window: 2d}, spend: {sum: purchase.amount}}
                segments: {\(segments)}
                """, name: "shop.yaml")
        let plan = file.compile(.init())
        return try #require(plan, "\(file.diagnostics.map(\.message))")
    }

    private static func report(
        _ a: String, _ b: String, _ lines: [String], until: Instant? = nil, limit: Int = 10
    ) throws -> ComparisonReport {
        let path = NSTemporaryDirectory() + "martlet-\(UUID().uuidString).ndjson"
        try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var comparison = try Comparison(plan(a), plan(b))
        var progress = ProgressLine("diff", unit: "events")
        try comparison.run(events: [path], until: until, progress: &progress)
        return comparison.report(limit: limit)
    }

    private static func order(_ customer: String, _ at: Int64, _ amount: String = "1") -> String {
        #"{"type":"purchase","customer_id":"\#(customer)","ts":\#(at),"amount":\#(amount)}"#
    }

    private static let day: Int64 = 86_400_000

    @Test func `who is where under one book only is counted and explained`() throws {
        let report = try Self.report(
            "big: {when: 'spend >= 10'}, old: {when: 'orders > 5'}",
            "big: {when: 'spend >= 20'}, any: {when: 'orders >= 1'}",
            [Self.order("c1", 0, "15"), Self.order("c2", 1000, "25"), "no event"])
        #expect(report.events == 3 && report.customers == 2)
        #expect(report.accepted == [2, 2])
        #expect(report.segments.map(\.name) == ["any", "big", "old"])
        let big = report.segments[1]
        #expect(big.a?.members == 2 && big.a?.only == 1 && big.b?.members == 1 && big.both == 1)
        #expect(report.segments[0].a == nil && report.segments[0].b?.only == 2)
        #expect(report.segments[2].b == nil)
        #expect(report.differingCustomers == 2)
        let first = try #require(report.differences.first)
        #expect(first.customer == "c1")
        #expect(first.segmentsInA == ["big"] && first.segmentsInB == ["any"])
        let segment = try #require(first.segments.last)
        #expect(segment.name == "big" && segment.isInA)
        #expect(segment.b?.rule == "spend >= 20" && segment.b?.truth == .no)
        #expect(segment.b?.clauses.first?.value == "15")
        #expect(segment.a?.values == #""spend":15"#)
    }

    @Test func `equal books have no differences`() throws {
        let rules = "big: {when: 'spend >= 10'}"
        let lines = (0..<50).map { Self.order("c\($0 % 7)", Int64($0) * 1000, "2") }
        let report = try Self.report(rules, rules, lines)
        #expect(report.differingCustomers == 0 && report.differences.isEmpty)
        let segment = try #require(report.segments.first)
        #expect(segment.a?.members == 7 && segment.both == 7 && segment.a?.entries == 7)
    }

    @Test func `time passes to the end, and short stays are flaps`() throws {
        let until = Instant(milliseconds: 4 * Self.day)
        let lines = [Self.order("c1", 3 * Self.day / 2), Self.order("c1", 2 * Self.day - 1)]
        let report = try Self.report(
            "two: {when: 'orders == 1'}", "two: {when: 'orders == 1', min_dwell: 1d}", lines,
            until: until)
        let segment = try #require(report.segments.first)
        #expect(segment.a?.entries == 1 && segment.a?.exits == 1 && segment.a?.flaps == 1)
        #expect(segment.b?.exits == 1 && segment.b?.flaps == 0)
        #expect(segment.a?.members == 0 && segment.a?.maximum == 1)
        #expect(report.clock == until)
        let days = Double(5 * Self.day / 2) / Double(Self.day)
        #expect(report.days == days)
        #expect(segment.a?.flapsPerDay == 1 / days)
        #expect(abs((segment.a?.mean ?? 0) - 0.5 / days) < 1e-6)
    }

    @Test func `books may read other fields and refuse other events`() throws {
        let report = try Self.report(
            "big: {when: 'spend >= 10'}", "any: {when: 'orders >= 1'}",
            [Self.order("c1", 0, "\"text\""), Self.order("c2", 0)])
        // Both books compute both features here, so both refuse the first event.
        #expect(report.accepted == [1, 1])
        #expect(report.customers == 1)
    }

    @Test func `only so many customers are described`() throws {
        let lines = (0..<20).map { Self.order("c\($0)", Int64($0)) }
        let report = try Self.report(
            "any: {when: 'orders >= 1'}", "any: {when: 'orders >= 2'}", lines, limit: 3)
        #expect(report.differingCustomers == 20)
        #expect(report.differences.map(\.customer) == ["c0", "c1", "c2"])
        let value = try JSONSerialization.jsonObject(
            with: Data(report.json(a: "a.yaml", b: "b.yaml").utf8))
        let object = try #require(value as? [String: Any])
        #expect(object["differing_customers"] as? Int == 20)
        #expect((object["differences"] as? [Any])?.count == 3)
        #expect(report.text(a: "a.yaml", b: "b.yaml").contains("any, only in A"))
    }
}
