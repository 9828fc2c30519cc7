import MartletProfile

/// One thing that is not as a case expects it.
struct RuleTestFailure {
    /// Where the expectation stands.
    var origin: SettingOrigin
    /// What is wrong, in one line.
    var message: String
    /// Whom it is about, and when.
    var customer: String?
    var at: Instant?
    /// What was expected and what was found, in a few words.
    var expected = ""
    var found = ""
    /// Of an exact set: what is not there, and what is there and should not be.
    var missing: [String] = []
    var extra: [String] = []
    /// The customer's changes around the instant.
    var timeline: [CustomerTimeline.Entry] = []
    /// The rules of the segments in question.
    var reasons: [(segment: String, report: RuleReport)] = []

    init(origin: SettingOrigin, message: String) {
        self.origin = origin
        self.message = message
    }

    /// The last few changes up to `instant` and the next ones.
    static func around(
        _ instant: Instant?, _ entries: [CustomerTimeline.Entry]
    ) -> [CustomerTimeline.Entry] {
        let split = entries.firstIndex { $0.at > instant ?? .never } ?? entries.count
        return Array(entries[max(0, split - 5)..<min(entries.count, split + 2)])
    }
}

/// How a case went.
struct RuleTestResult {
    /// The case.
    var name: String
    /// Where its name stands.
    var origin: SettingOrigin
    /// What is not as expected.
    var failures: [RuleTestFailure]
    /// How long it took.
    var seconds: Double

    /// Whether all is as expected.
    var hasPassed: Bool { failures.isEmpty }
}
