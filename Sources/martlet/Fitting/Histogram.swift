import MartletProfile

/// Counts of customers, with what a model expects beside them where it says so.
struct Histogram: Equatable {
    /// One bar.
    struct Bar: Equatable {
        /// What is counted.
        var label: String
        /// Customers.
        var count: Int
        /// Customers that the model expects.
        var expected: Double?
    }

    /// What the bars are about.
    var title: String
    /// The bars.
    var bars: [Bar]

    /// Columns of the longest bar.
    private static let width = 40

    /// The picture of how a model fits.
    init(
        _ model: FittedModel, _ histories: [PurchaseHistory], end: Instant,
        _ calendar: CivilCalendar
    ) {
        switch model.content {
        case .purchases(let fit):
            title = "repeat purchases"
            let summaries = histories.compactMap { $0.summary(at: end, unit: model.unit) }
            bars = Self.repeats(fit.model, PurchaseSample(summaries))
        case .spend:
            title = "mean amount"
            let means = histories.compactMap {
                $0.spend(includesFirst: model.includesFirst)?.mean
            }
            bars = Self.ranges(means)
        case .rhythm:
            title = "mean gap, days"
            bars = Self.ranges(histories.compactMap(\.gaps.mean))
        case .rfm(let rfm, _):
            title = "groups"
            let scores = histories.compactMap { $0.rfm(at: end, calendar) }.map(rfm.scores)
            guard rfm.recency.values.count == 4 else {
                bars = (1...rfm.recency.values.count + 1).map { score in
                    Bar(label: "recency \(score)", count: scores.count { $0.recency == score })
                }
                return
            }
            var counts: [String: Int] = [:]
            for score in scores {
                counts[RFMGroup.first(containing: score)?.name ?? "others", default: 0] += 1
            }
            bars = (RFMGroup.usual.map(\.name) + ["others"]).map {
                Bar(label: $0, count: counts[$0] ?? 0)
            }
        }
    }

    /// Customers with 0 to 6 and with more repeat purchases, against the model's distribution at
    /// their ages.
    private static func repeats(_ model: PurchaseModel, _ sample: PurchaseSample) -> [Bar] {
        let last = 7
        var bars = (0...last).map {
            Bar(label: $0 < last ? "\($0)" : "\($0)+", count: 0, expected: 0)
        }
        var ages: [Double: Int] = [:]
        for bin in sample.bins {
            bars[min(last, bin.summary.frequency)].count += bin.customers
            ages[bin.summary.age, default: 0] += bin.customers
        }
        for (age, customers) in ages.sorted(by: { $0.key < $1.key }) {
            var rest = 1.0
            for count in 0..<last {
                let probability = model.probability(ofRepeats: count, within: age)
                bars[count].expected = (bars[count].expected ?? 0) + Double(customers) * probability
                rest -= probability
            }
            bars[last].expected = (bars[last].expected ?? 0) + Double(customers) * max(0, rest)
        }
        return bars
    }

    /// Eight equal ranges up to the value that one in twenty exceeds; the last has the rest.
    private static func ranges(_ values: [Double]) -> [Bar] {
        let sorted = values.sorted()
        guard let most = Quantile.interpolated(19, of: 20, in: sorted), most > 0 else { return [] }
        let width = ReportNumber.nice(most / 8)
        var bars = (0..<9).map { index in
            let low = ReportNumber.short(Double(index) * width)
            let high = ReportNumber.short(Double(index + 1) * width)
            return Bar(label: index < 8 ? "\(low)-\(high)" : "\(low)+", count: 0)
        }
        for value in sorted { bars[max(0, Int(min(8, value / width)))].count += 1 }
        return bars
    }

    /// The bars as lines.
    func text(indent: String) -> String {
        let most = max(1, bars.map(\.count).max() ?? 1)
        let isCompared = bars.contains { $0.expected != nil }
        var table = TextTable([title, "customers"] + (isCompared ? ["model"] : []) + [""])
        for bar in bars {
            let length = (bar.count * Self.width + most - 1) / most
            let expected = bar.expected.map { [ReportNumber.fixed($0, digits: 1)] } ?? []
            let blocks = bar.count == 0 ? " " : String(repeating: "#", count: length)
            table.append([bar.label, "\(bar.count)"] + expected + [blocks])
        }
        return table.text(indent: indent.count)
            .split(separator: "\n").map { line in
                String(line.reversed().drop { $0 == " " || $0 == "-" }.reversed())
            }.joined(separator: "\n") + "\n"
    }
}
