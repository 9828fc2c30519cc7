import Foundation
import MartletProfile
import MartletStorage
import MartletStream
import Testing

@testable import martlet

/// The eighteen months of CDNOW against figures worked out with Python's lifetimes and pandas; not
/// run where the data are missing.
@Suite(.enabled(if: SharedData.isThere, "there is no ../shared/data"))
struct CDNOWTests {
    /// One line of the reference file.
    private struct Reference {
        var summary: PurchaseSummary
        var pAlive, pAlivePublished, expected, actual: Double
    }

    private static let weeks: Int64 = 7 * 86_400_000

    private func references() throws -> [Reference] {
        let path = SharedData.folder + "/ref/cdnow_bgnbd_sample_calibration.csv"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",").dropFirst().compactMap { Double($0) }
            try #require(cells.count == 7)
            return Reference(
                summary: PurchaseSummary(
                    frequency: Int(cells[0]), recency: cells[1], age: cells[2]),
                pAlive: cells[3], pAlivePublished: cells[4], expected: cells[5], actual: cells[6])
        }
    }

    private func histories(until: Instant) throws -> [PurchaseHistory] {
        var file = ConfigurationFile(
            text: """
                version: 1
                name: cdnow
                inputs: [{topic: events}]
                models: {churn: {kind: bgnbd, of: purchase}}
                """, name: "cdnow.yaml")
        let compiled = file.compile(.init())
        let plan = file.modelPlan()
        let stream = try #require(compiled)
        let models = try #require(plan)
        var replay = PurchaseReplay(models, stream, until: until)
        var progress = ProgressLine("fit", unit: "events")
        try replay.run(
            [SharedData.folder + "/cdnow_sample.ndjson.zst"], progress: &progress)
        return replay.histories[0]
    }

    private let calibrationEnd = Instant(milliseconds: 875_577_600_000)

    @Test func `summaries are those of the reference`() throws {
        let found = PurchaseSample(
            try histories(until: calibrationEnd).compactMap {
                $0.summary(at: calibrationEnd, unit: Self.weeks)
            })
        let wanted = PurchaseSample(try references().map(\.summary))
        #expect(found.customers == 2357)
        #expect(found.repeats == 2457)
        #expect(found.bins.count == wanted.bins.count)
        for (bin, other) in zip(found.bins, wanted.bins) {
            #expect(bin.customers == other.customers)
            #expect(bin.summary.frequency == other.summary.frequency)
            #expect(abs(bin.summary.recency - other.summary.recency) < 1e-9)
            #expect(abs(bin.summary.age - other.summary.age) < 1e-9)
        }
    }

    @Test func `every customer's probability to be alive`() throws {
        let references = try references()
        let fit = try PurchaseModel.fit(PurchaseSample(references.map(\.summary)), kind: .bgnbd)
        let rounded = PurchaseModel(kind: .bgnbd, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
        var (worst, worstRounded, mean, silent) = (0.0, 0.0, 0.0, 0)
        for reference in references {
            let found = fit.model.pAlive(reference.summary)
            worst = max(worst, abs(found - reference.pAlive))
            let other = rounded.pAlive(reference.summary)
            worstRounded = max(worstRounded, abs(other - reference.pAlivePublished))
            mean += found / Double(references.count)
            if found < 0.5 { silent += 1 }
        }
        #expect(worst < 2e-7, "largest difference of P(alive): \(worst)")
        #expect(worstRounded < 6e-10, "with the published parameters: \(worstRounded)")
        #expect(abs(mean - 0.8134398202) < 1e-7)
        #expect(silent == 393)
    }

    @Test func `expected purchases of the next 39 weeks`() throws {
        let references = try references()
        let fit = try PurchaseModel.fit(PurchaseSample(references.map(\.summary)), kind: .bgnbd)
        var (worst, total) = (0.0, 0.0)
        for reference in references {
            let found = fit.model.expectedPurchases(reference.summary, within: 39)
            worst = max(worst, abs(found - reference.expected))
            total += found
        }
        #expect(worst < 2e-6, "largest difference: \(worst)")
        #expect(abs(total - 1653.408717) < 1e-3)
    }

    @Test func `holdout by number of repeat purchases`() throws {
        // BTYD's vignette: its Conditional Expectation plot.
        let wanted = [0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570]
        let actual = [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594]
        let model = PurchaseModel(
            kind: .bgnbd, r: 0.2425982, alpha: 4.413684, a: 0.7929899, b: 2.426167)
        let references = try references()
        for bin in 0...7 {
            let own = references.filter { min(7, $0.summary.frequency) == bin }
            let expected = own.reduce(0) {
                $0 + model.expectedPurchases($1.summary, within: 39) / Double(own.count)
            }
            #expect(abs(expected - wanted[bin]) < 2e-4, "\(bin)")
            let bought = own.reduce(0) { $0 + $1.actual / Double(own.count) }
            #expect(abs(bought - actual[bin]) < 6e-5, "\(bin)")
        }
    }

    @Test func `cumulative repeat purchases`() throws {
        // BTYD's vignette: weeks 20 to 25, the first of which begins with the first purchase.
        let wanted = [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6]
        let model = PurchaseModel(
            kind: .bgnbd, r: 0.2425982, alpha: 4.413684, a: 0.7929899, b: 2.426167)
        let ages = try references().map(\.summary.age)
        let oldest = try #require(ages.max())
        for (week, value) in zip(20..., wanted) {
            let total = ages.reduce(0) {
                $0 + model.expectedRepeats(within: Double(week) - (oldest - $1))
            }
            #expect(abs(total - value) < 0.01, "\(week): \(total)")
        }
    }

    @Test func `a purchase's place in the file does not matter`() throws {
        var (one, other) = (PurchaseHistory(), PurchaseHistory())
        let days: [Int64] = [3, 1, 7, 3, 5, 1]
        for day in days {
            let at = Instant(milliseconds: day * 86_400_000)
            one.add(at: at, day: at, amount: FixedDecimal(millionths: day))
        }
        for day in days.sorted() {
            let at = Instant(milliseconds: day * 86_400_000)
            other.add(at: at, day: at, amount: FixedDecimal(millionths: day))
        }
        #expect(one == other)
        #expect(one.occasions.map(\.purchases) == [2, 2, 1, 1])
    }
}

/// Real data beside the repository.
enum SharedData {
    /// The folder.
    static let folder: String = {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let shared =
            ProcessInfo.processInfo.environment["MARTLET_SHARED"]
            ?? repository.deletingLastPathComponent().appendingPathComponent("shared").path
        return shared + "/data"
    }()

    /// Whether it is there.
    static var isThere: Bool {
        FileManager.default.fileExists(atPath: folder + "/cdnow_sample.ndjson.zst")
    }
}
