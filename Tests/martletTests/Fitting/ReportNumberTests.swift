import Testing

@testable import martlet

@Suite struct ReportNumberTests {
    @Test(arguments: [
        (1.005, 1, "1.0"), (-1.25, 1, "-1.3"), (0.999, 2, "1.00"), (12, 0, "12"), (-0.4, 0, "0"),
        (0.04, 3, "0.040"), (-9582.429206, 5, "-9582.42921"),
    ]) func `fixed digits`(value: Double, digits: Int, wanted: String) {
        #expect(ReportNumber.fixed(value, digits: digits) == wanted)
    }

    @Test(arguments: [
        (0, "0"), (0.24259, "0.2426"), (4.4136, "4.414"), (35.1704, "35.17"), (297.4, "297.4"),
        (12345.6, "12346"), (50, "50"), (0.5, "0.5"),
    ]) func `about four digits`(value: Double, wanted: String) {
        #expect(ReportNumber.short(value) == wanted)
    }

    @Test(arguments: [(13.2, 20), (0.031, 0.05), (1, 1), (501, 1000), (0.2, 0.2), (6, 10)])
    func `nice steps`(value: Double, wanted: Double) {
        #expect(abs(ReportNumber.nice(value) - wanted) < 1e-12)
    }

    @Test func `what is no number`() {
        #expect(ReportNumber.fixed(.infinity, digits: 2) == "inf")
        #expect(ReportNumber.fixed(1e300, digits: 2) == "1e+300")
    }
}
