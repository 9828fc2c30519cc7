import MartletProfile
import Testing

/// What the user most likely meant.
struct NameSuggestionTests {
    private let names = ["count", "sum", "mean", "mean_gap", "window", "bootstrap_servers"]

    @Test(arguments: [
        ("cuont", "count"), ("Count", "count"), ("windw", "window"), ("sun", "sum"),
        ("bootstrap.servers", "bootstrap_servers"), ("meen", "mean"), ("meangap", "mean_gap"),
    ])
    func near(_ name: String, _ expected: String) {
        #expect(NameSuggestion.nearest(to: name, among: names) == expected)
    }

    @Test(arguments: ["", "x", "average", "colour", "zzz"])
    func nothingNear(_ name: String) {
        #expect(NameSuggestion.nearest(to: name, among: names) == nil)
    }

    @Test func aNameIsNoSuggestionForItself() {
        #expect(NameSuggestion.hint(for: "sum", among: ["sum"]) == nil)
        #expect(NameSuggestion.hint(for: "smu", among: ["sum"]) == "did you mean 'sum'?")
    }
}
