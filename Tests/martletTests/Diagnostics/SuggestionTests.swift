import Testing

@testable import martlet

/// What the user most likely meant.
struct SuggestionTests {
    private let names = ["count", "sum", "mean", "mean_gap", "window", "bootstrap_servers"]

    @Test(arguments: [
        ("cuont", "count"), ("Count", "count"), ("windw", "window"), ("sun", "sum"),
        ("bootstrap.servers", "bootstrap_servers"), ("meen", "mean"), ("meangap", "mean_gap"),
    ])
    func near(_ name: String, _ expected: String) {
        #expect(Suggestion.nearest(to: name, among: names) == expected)
    }

    @Test(arguments: ["", "x", "average", "colour", "zzz"])
    func nothingNear(_ name: String) {
        #expect(Suggestion.nearest(to: name, among: names) == nil)
    }

    @Test func aNameIsNoSuggestionForItself() {
        #expect(Suggestion.hint(for: "sum", among: ["sum"]) == nil)
        #expect(Suggestion.hint(for: "smu", among: ["sum"]) == "did you mean 'sum'?")
    }
}
