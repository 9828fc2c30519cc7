import MartletStream
import Testing

@testable import MartletProfile
@testable import martlet

@Suite struct AlertLogTests {
    private func alerts() throws -> [AlertBook.Alert] {
        var file = ConfigurationText.load(
            ConfigurationText.head + """
                inputs: [{topic: events}]
                features: {last: {last: purchase.ts}}
                churn_alerts:
                  quiet:  {when: "days_since(last) > 9"}
                  silent: {when: "days_since(last) > 20"}

                """)
        let compiled = file.compile(.init())
        return try #require(compiled).plan.alerts.alerts
    }

    @Test func `an hour apart, and only what has moved`() throws {
        let alerts = try alerts()
        var tallies = [EpisodeTally(), EpisodeTally()]
        var log = AlertLog(at: 500)
        #expect(!log.isDue(at: 500 + AlertLog.interval - 1))
        let first = 500 + AlertLog.interval
        #expect(log.isDue(at: first))
        #expect(log.news(at: first, alerts, tallies).isEmpty)
        #expect(!log.isDue(at: first + 1))
        tallies[1].raised = 3
        let second = first + AlertLog.interval + 7
        #expect(log.isDue(at: second))
        let news = log.news(at: second, alerts, tallies)
        #expect(news.map(\.name) == ["silent"])
        #expect(news.map(\.tally.raised) == [3])
        #expect(log.news(at: second + AlertLog.interval, alerts, tallies).isEmpty)
        // Without partitions there is nothing to say.
        #expect(log.news(at: second, alerts, []).isEmpty)
        #expect(log.news(at: second, alerts, tallies).map(\.name) == ["silent"])
    }
}
