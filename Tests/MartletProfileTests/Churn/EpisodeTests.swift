import MartletOracles
import Testing

@testable import MartletProfile

/// Worked examples of episodes: how they begin, climb and end, and what they are worth.
@Suite struct EpisodeTests {
    private static let start = SegmentStory.start
    private static let hour = SegmentStory.hour

    /// The instant some hours after the start.
    private func at(_ hours: Double) -> Int64 { Self.start + Int64(hours * Double(Self.hour)) }

    private func buys(_ hours: [Double]) -> [SegmentStory.Event] {
        hours.map { SegmentStory.Event(at: at($0), amount: 10_000_000) }
    }

    /// What happens to an alert until an hour, as `hour change severity`.
    private func story(
        _ alert: AlertDefinition, _ events: [SegmentStory.Event], until: Double
    ) throws -> (notes: [String], story: EpisodeTally) {
        var story = SegmentStory(try SegmentStory.plan([], alerts: [alert]))
        for event in events { story.apply(event, clock: event.at) }
        story.pass(to: at(until))
        let notes = story.episodes.map { note in
            let hours = Double(note.at - Self.start) / Double(Self.hour)
            return "\(hours) \(note.change) \(note.episode) \(note.severity)"
                + (note.isDeadline ? "" : " by event")
        }
        return (notes, story.table.tallies[0])
    }

    private func silence(
        cooldown: Double = 0, horizon: Double = 10, ladder: [AlertDefinition.Rung] = []
    ) -> AlertDefinition {
        AlertDefinition(
            name: "silence", when: "hours_since(last) >= 2", minHistory: "n >= 2",
            ladder: ladder.isEmpty ? [.init(name: "high", when: "true")] : ladder,
            resolution: .events(["buy"]), cooldown: Int64(cooldown * Double(Self.hour)),
            horizon: Int64(horizon * Double(Self.hour)))
    }

    @Test func silenceIsRaisedWithoutTrafficAndEndsWithTheNextPurchase() throws {
        let (notes, tally) = try story(silence(), buys([0, 1, 4]), until: 5)
        #expect(notes == ["3.0 raised 1 high", "4.0 resolved 1 high by event"])
        #expect(tally.precision == 0 && tally.falseAlarms == 1 && tally.openEpisodes == 0)
        // After a single purchase there is not history enough.
        #expect(try story(silence(), buys([0]), until: 50).notes == [])
    }

    @Test func theHorizonProvesAnAlertRight() throws {
        let (notes, tally) = try story(silence(), buys([0, 1]), until: 100)
        // It is not raised again while the customer stays silent.
        #expect(notes == ["3.0 raised 1 high", "13.0 expired 1 high"])
        #expect(tally.precision == 1 && tally.recall == 1)
        // The lapse was complete at 11:00, eight hours after the raise.
        #expect(tally.meanLead == 28_800_000)
        let once = try story(silence(), buys([0, 1, 20, 30]), until: 100)
        #expect(
            once.notes == [
                "3.0 raised 1 high", "13.0 expired 1 high", "22.0 raised 2 high",
                "30.0 resolved 2 high by event", "32.0 raised 3 high", "42.0 expired 3 high",
            ])
        #expect(once.story.precision == 2.0 / 3 && once.story.lapses == 3)
    }

    @Test func severityOnlyGrows() throws {
        let ladder: [AlertDefinition.Rung] = [
            .init(name: "low", when: "true"),
            .init(name: "middle", when: "hours_since(last) >= 4"),
            .init(name: "high", when: "hours_since(last) >= 4.5 && s_3h == 0"),
        ]
        let (notes, _) = try story(silence(ladder: ladder), buys([0, 1]), until: 9)
        #expect(
            notes == [
                "3.0 raised 1 low", "5.0 escalated 1 middle", "5.5 escalated 1 high",
            ])
        // Two rungs at once are one step.
        let steep = [ladder[0], ladder[1], .init(name: "high", when: "n_2d >= 2")]
        #expect(
            try story(silence(ladder: steep), buys([0, 1]), until: 9).notes == [
                "3.0 raised 1 high"
            ])
    }

    @Test func theCooldownCountsFromTheEndOfTheEpisode() throws {
        let alert = AlertDefinition(
            name: "few", when: "n_2h < 2", resolution: .whenEnds, cooldown: 3 * Self.hour,
            horizon: 40 * Self.hour)
        // Resolved at 0:30, `when` holds again at 2:00; the next episode comes at 3:30.
        let (notes, _) = try story(alert, buys([0, 0.5]), until: 9)
        #expect(
            notes == [
                "0.0 raised 1 medium by event", "0.5 resolved 1 medium by event",
                "3.5 raised 2 medium",
            ])
        // If it does not hold at the end of the cooldown, the next comes when it does.
        let later = try story(alert, buys([0, 0.5, 3.2, 3.4]), until: 9)
        #expect(later.notes.last == "5.0 raised 2 medium")
    }

    @Test func aRuleResolvesAndKeepsBack() throws {
        let alert = AlertDefinition(
            name: "quiet", when: "hours_since(last) >= 1", resolution: .rule("v_20m >= 1"),
            horizon: 40 * Self.hour)
        let look = { (hours: Double) in SegmentStory.Event(at: at(hours), type: "look") }
        let (notes, tally) = try story(alert, buys([0]) + [look(2), look(3)], until: 9)
        // `when` has not ceased since, so that there is no second episode.
        #expect(notes == ["1.0 raised 1 medium", "2.0 resolved 1 medium by event"])
        #expect(tally.lapses == 0 && tally.recall == nil && tally.meanLead == nil)
        // While the rule holds nothing is raised: the look of 0:50 counts until 1:10.
        let held = try story(alert, buys([0]) + [look(0.85)], until: 9)
        #expect(held.notes.count == 1)
        #expect(held.notes[0].hasPrefix("1.18") && held.notes[0].hasSuffix(" raised 1 medium"))
    }

    @Test func aLateEventEndsAnEpisodeThatWouldNotStandWithIt() throws {
        let apply = { (lateBy: Double) throws -> [String] in
            var story = SegmentStory(try SegmentStory.plan([], alerts: [silence()]))
            for event in buys([0, 1]) { story.apply(event, clock: event.at) }
            // Raised at 3:00; at 3:30 a purchase becomes known.
            story.apply(buys([3.5 - lateBy])[0], clock: at(3.5))
            story.pass(to: at(5))
            return story.episodes.map { "\($0.change)" }
        }
        // Of 3:10: the customer is back.
        #expect(try apply(1.0 / 3) == ["raised", "resolved"])
        // Of 2:00: at 3:30 there are not yet two hours of silence, but at 4:00.
        #expect(try apply(1.5) == ["raised", "resolved", "raised"])
        // Of 1:15: there are two hours of silence all the same.
        #expect(try apply(2.25) == ["raised"])
        // Of 0:30: nothing new.
        #expect(try apply(3) == ["raised"])
    }

    @Test func aLapseThatNobodyAnnouncedIsMissed() throws {
        var alert = silence(horizon: 5)
        alert.when = "hours_since(last) >= 7"
        let (notes, tally) = try story(alert, buys([0, 1]), until: 100)
        // Complete at 6:00, raised at 8:00: too late, but right.
        #expect(notes == ["8.0 raised 1 high", "13.0 expired 1 high"])
        #expect(tally.lapses == 1 && tally.announced == 0 && tally.recall == 0)
        #expect(tally.precision == 1 && tally.medianLead == nil)
    }

    @Test func whoComesBackAfterALapseIsAFalseAlarmAllTheSame() throws {
        // Raised at 3:00, horizon until 13:00; the lapse is complete at 11:00; back at 12:00.
        let (_, tally) = try story(silence(), buys([0, 1, 12]), until: 12.5)
        #expect(tally.falseAlarms == 1 && tally.falseAlarmsAfterLapse == 1)
        #expect(tally.lapses == 1 && tally.announced == 1)
    }

    @Test func scoresAreCalibrated() throws {
        var alert = silence()
        alert.score = "n / 10.0"
        let (_, tally) = try story(alert, buys([0, 1, 6, 11, 30, 33]), until: 60)
        // Raised with 2, 3, 4, 5 and 6 purchases; the fourth, fifth and sixth were right.
        #expect(tally.judgedByScore == [0, 0, 1, 1, 1, 1, 1, 0, 0, 0])
        #expect(tally.rightByScore == [0, 0, 0, 0, 1, 0, 1, 0, 0, 0])
        alert.score = "1 / (n - n)"
        let (_, broken) = try story(alert, buys([0, 1]), until: 60)
        #expect(broken.right == 1 && broken.judgedByScore.allSatisfy { $0 == 0 })
        alert.score = "n * 100"
        let (_, over) = try story(alert, buys([0, 1]), until: 60)
        #expect(over.judgedByScore[9] == 1)
    }

    @Test func recordsAreNumberedOverAllAlerts() throws {
        let second = AlertDefinition(
            name: "also", when: "hours_since(last) >= 2", horizon: 40 * Self.hour)
        var story = SegmentStory(try SegmentStory.plan([], alerts: [silence(), second]))
        for event in buys([0, 1, 4]) { story.apply(event, clock: event.at) }
        #expect(story.episodes.map(\.sequence) == [1, 2, 3, 4])
        #expect(story.episodes.map(\.alert) == ["also", "silence", "also", "silence"])
    }
}
