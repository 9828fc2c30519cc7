import Foundation
import MartletProfile
import Testing

@testable import martlet

/// `explain` says of a customer what `replay` makes of everybody.
@Suite struct ExplainAgreementTests {
    private static let configuration = """
        version: 1
        name: shop
        clock: event
        time_zone: Europe/Berlin
        inputs: [{topic: purchases, type: purchase}, {topic: browses, type: browse}]
        features:
          orders:     {count: purchase, window: 30d}
          spend:      {sum: purchase.amount, window: 720h}
          visits:     {count: [purchase, browse], window: 7d}
          last:       {last: purchase.ts}
          channel:    {last: [purchase.channel, browse.channel]}
          categories: {tally: [purchase.category, browse.category], limit: 8}
          rhythm:     {mean_gap: purchase}
        segments:
          loyal:   {when: "orders >= 3", cooldown: 2d}
          rich:    {when: "spend >= 200", exit_when: "spend < 100", min_dwell: 2d}
          at_risk: {when: "days_since(last) > 3 * rhythm"}
          curious: {when: "size(categories) >= 3 && (channel in ['app', 'web'] || visits > 9)"}

        """
    private static let until = "2026-12-01T00:00:00.000Z"

    private static func objects(_ path: String) throws -> [[String: Value]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap {
            guard case .map(let object) = try JSONValueReader.read(String($0)) else { return nil }
            return object
        }
    }

    /// Customer ids with the profile that a replay ends with, and last changes by id and segment.
    private static func replay(
        _ arguments: [String], to directory: String
    ) throws -> (profiles: [[String: Value]], changes: [String: Value]) {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let result = try BuiltCommand.run(
            ["replay"] + arguments + ["--output", directory, "--until", until])
        #expect(result.status == 0, "\(result.error)")
        var changes: [String: Value] = [:]
        for change in try objects("\(directory)/segment-changes.ndjson") {
            guard case .string(let id)? = change["customer_id"] else { continue }
            for names in [change["entered"], change["exited"]] {
                guard case .list(let names)? = names else { continue }
                for case .string(let name) in names { changes["\(id) \(name)"] = change["at"] }
            }
        }
        return (try objects("\(directory)/profiles.ndjson"), changes)
    }

    @Test func aReplayAndAnExplanationAgree() throws {
        let generated = try BuiltCommand.run(
            "generate --customers 60 --events-total 6000 --seed 5 --days 90".split(separator: " ")
                .map(String.init))
        try BuiltCommand.withFile(Self.configuration) { path in
            try BuiltCommand.withFile(generated.output) { events in
                let arguments = ["--config", path, "--events", events]
                let (profiles, changes) = try Self.replay(arguments, to: events + ".out")
                #expect(profiles.count > 50)
                #expect(changes.count > 50)
                for profile in profiles.prefix(8) {
                    try Self.compare(profile, changes, arguments)
                }
            }
        }
    }

    private static func compare(
        _ profile: [String: Value], _ changes: [String: Value], _ arguments: [String]
    ) throws {
        guard case .string(let id)? = profile["customer_id"] else { return }
        let result = try BuiltCommand.run(
            ["explain"] + arguments + ["--customer", id, "--at", until, "--json"])
        guard case .map(let report) = try JSONValueReader.read(result.output),
            case .map(let reasons)? = report["reasons"]
        else {
            Issue.record("no report of \(id): \(result.error)")
            return
        }
        for member in ["at", "features", "segments", "next_change_at"] {
            #expect(report[member] == profile[member], "\(member) of \(id)")
        }
        for (name, reason) in reasons {
            guard case .map(let reason) = reason else { continue }
            #expect(reason["since"] == changes["\(id) \(name)"] ?? .null, "\(name) of \(id)")
        }
    }
}
