import Foundation
import Testing

@testable import martlet

@Suite struct DemoStoryTests {
    private func change(_ json: String) throws -> DemoChange {
        let head =
            #"{"at":"2025-01-01T10:11:12.000Z","customer_id":"c1","cause":{"kind":"deadline"},"#
        return try #require(DemoChange(Data((head + json + "}").utf8)))
    }

    private func alert(_ state: String, _ severity: String, of customer: String = "c1") throws
        -> DemoChange
    {
        let json = #""alert":"silence","state":"\#(state)","severity":"\#(severity)","#
        return try change(json + #""customer_id":"\#(customer)""#)
    }

    private func persona(_ persona: String, _ trigger: String, changed: Bool = true) throws
        -> DemoChange
    {
        let found = #""persona":"\#(persona)","previous":null,"changed":\#(changed),"#
        return try change(found + #""trigger":"\#(trigger)""#)
    }

    @Test func changesAreOneLineEach() throws {
        let segments = try change(#""entered":["loyal"],"exited":["new"]"#)
        #expect(segments.text == "2025-01-01 10:11  c1  +loyal -new  (time passed)")
        #expect(
            try alert("raised", "low").text
                == "2025-01-01 10:11  c1  alert silence raised: low  (time passed)")
        #expect(
            try persona("lapsed", "gone_quiet").text
                == "2025-01-01 10:11  c1  persona lapsed  (gone_quiet)")
        #expect(DemoChange(Data("{}".utf8)) == nil)
        #expect(DemoChange(Data("no JSON".utf8)) == nil)
    }

    @Test func openEpisodesAreCountedBySeverity() throws {
        var story = DemoStory()
        for change in [
            try alert("raised", "low"), try alert("raised", "low", of: "c2"),
            try alert("escalated", "high", of: "c2"), try alert("raised", "low", of: "c3"),
            try alert("resolved", "low", of: "c3"), try alert("raised", "high", of: "c4"),
            try alert("expired", "high", of: "c4"),
        ] {
            story.note(change)
        }
        #expect(story.severities(of: "silence", ["low", "high"]).map(\.count) == [1, 1])
        #expect(story.severities(of: "other", ["low"]).map(\.count) == [0])
    }

    @Test func kindsTakeTurnsAndWhoKeepsTheirPersonaIsNoNews() throws {
        var story = DemoStory()
        for number in 0..<9 {
            story.note(try persona("p\(number)", "schedule"))
            story.note(try persona("same", "schedule", changed: false))
        }
        story.note(try alert("raised", "low"))
        story.note(try persona("p9", "complaint"))
        #expect(story.refreshes.map(\.name) == ["schedule", "complaint"])
        #expect(story.refreshes.map(\.count) == [18, 1])
        let shown = story.changes.map { String($0.split(separator: "  ")[2]) }
        #expect(
            shown == [
                "persona p6", "persona p7", "persona p8", "alert silence raised: low",
                "persona p9",
            ])
    }
}
