import Foundation
import MartletProfile
import Testing

@testable import martlet

/// The summary of CDNOW as Python's lifetimes packages it, in weeks with two decimals.
///
/// That moves the optimum a little. The figures were worked out with SciPy; not run where the data
/// are missing.
@Suite(.enabled(if: SharedData.isThere, "there is no ../shared/data"))
struct CDNOWPackageTests {
    private let rounded = PurchaseModel(kind: .bgnbd, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)

    private func summaries() throws -> [PurchaseSummary] {
        let path = SharedData.folder + "/ref/cdnow_bgnbd_sample_calibration.csv"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",").dropFirst().compactMap { Double($0) }
            try #require(cells.count == 7)
            return PurchaseSummary(
                frequency: Int(cells[0]), recency: (cells[1] * 100).rounded() / 100,
                age: (cells[2] * 100).rounded() / 100)
        }
    }

    @Test func `likelihoods at given parameters`() throws {
        let sample = PurchaseSample(try summaries())
        #expect(abs(rounded.logLikelihood(sample) - -9582.42683) < 5.1e-6)
        let other = PurchaseModel(kind: .bgnbd, r: 0.5, alpha: 6, a: 1.2, b: 3.3)
        #expect(abs(other.logLikelihood(sample) - -9783.44108) < 5.1e-6)
    }

    @Test(arguments: [
        (PurchaseModel.Kind.bgnbd, [0.24259, 4.41353, 0.79289, 2.42575], -9582.42556),
        (.mbgnbd, [0.52484, 6.18299, 0.89136, 1.61400], -9582.13268),
    ])
    func `the optimum`(kind: PurchaseModel.Kind, wanted: [Double], likelihood: Double) throws {
        let fit = try PurchaseModel.fit(PurchaseSample(try summaries()), kind: kind)
        let found = [fit.model.r, fit.model.alpha, fit.model.a, fit.model.b]
        for (value, other) in zip(found, wanted) {
            #expect(abs(value - other) < 2e-5, "\(found)")
        }
        #expect(abs(fit.logLikelihood - likelihood) < 5.1e-6)
    }

    @Test func `what the customers do on the whole`() throws {
        let summaries = try summaries()
        #expect(summaries.count == 2357)
        #expect(summaries.count { $0.frequency == 0 } == 1411)
        #expect(summaries.reduce(0) { $0 + $1.frequency } == 2457)
        let alive = summaries.reduce(0) { $0 + rounded.pAlive($1) } / 2357
        #expect(abs(alive - 0.813414) < 5.1e-7)
        let fit = try PurchaseModel.fit(PurchaseSample(summaries), kind: .bgnbd)
        let total = summaries.reduce(0) { $0 + fit.model.expectedPurchases($1, within: 39) }
        #expect(abs(total - 1653.42) < 0.02, "\(total)")
        #expect(abs(fit.model.expectedRepeats(within: 52) - 1.444005) < 2e-5)
    }
}
