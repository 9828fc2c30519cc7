@testable import MartletProfile

/// Customers drawn from an MBG/NBD model, with amounts and gaps: what a shop would see of them.
struct SimulatedPopulation {
    /// One customer.
    struct Customer {
        var repeats: Int
        var silence: Int64
        var age: Int64
        var purchases: Int
        var amount: FixedDecimal
        var gaps: GapSummary
    }

    static let day: Int64 = 86_400_000
    static let week = 7 * day

    let customers: [Customer]

    /// Draws `count` customers whose purchases are at starts of days.
    init(_ count: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        customers = (0..<count).map { _ in Self.customer(&random) }
    }

    private static func uniform(_ random: inout SplitMix64) -> Double {
        (Double(random.next() >> 11) + 0.5) * 0x1p-53
    }

    private static func exponential(_ random: inout SplitMix64) -> Double {
        -Logarithm.natural(uniform(&random))
    }

    /// Rates are gamma-distributed with shape 1, chances to drop out beta-distributed with a = 1,
    /// b = 2; both have inverses in closed form.
    private static func customer(_ random: inout SplitMix64) -> Customer {
        let age = day * Int64(1 + random.next() % 730)
        let rate = exponential(&random) / 60
        let dropOut = 1 - uniform(&random).squareRoot()
        var last = 0.0
        var days: [Int64] = [0]
        while uniform(&random) >= dropOut {
            last += exponential(&random) / rate
            guard last < Double(age / day) else { break }
            if Int64(last) > days[days.count - 1] { days.append(Int64(last)) }
        }
        var gaps = GapSummary()
        for (day, next) in zip(days, days.dropFirst()) { gaps.add(days: Double(next - day)) }
        let mean = 20 * (0.2 + exponential(&random))
        let amount = days.reduce(0.0) { sum, _ in sum + mean * (0.3 + exponential(&random)) }
        let clock = day / 2 + 123
        return Customer(
            repeats: days.count - 1, silence: age + clock - days[days.count - 1] * day,
            age: age + clock, purchases: days.count,
            amount: FixedDecimal(millionths: Int64(amount * 100) * 10_000), gaps: gaps)
    }

    /// What models of purchases know of everybody.
    func sample(unit: Int64) -> PurchaseSample {
        PurchaseSample(
            customers.map {
                PurchaseSummary(
                    frequency: $0.repeats, recency: Double($0.age - $0.silence) / Double(unit),
                    age: Double($0.age) / Double(unit))
            })
    }

    /// What models of spend know of everybody.
    var spend: [SpendSummary] {
        customers.map {
            SpendSummary(
                purchases: $0.purchases, mean: $0.amount.double / Double($0.purchases))
        }
    }

    /// The scales of everybody.
    func scales(_ bins: Int, _ rule: CutPoints.Rule) -> RFMModel? {
        RFMModel(
            customers.map {
                RFMModel.Customer(
                    recencyDays: Double($0.silence / Self.day), purchases: $0.purchases,
                    amount: $0.amount.double)
            }, bins: bins, rule: rule)
    }

    /// A summary of some of the customers.
    func summary(_ kind: ModelSummary.Kind, limit: Int? = nil) -> ModelSummary {
        var summary = ModelSummary(kind)
        if let limit {
            summary = ModelSummary(
                kind, bins: kind.limits.map { _ in PopulationBins(kind.grid, limit: limit) })
        }
        for customer in customers {
            switch kind {
            case .purchases:
                summary.add(
                    repeats: customer.repeats, silence: customer.silence, age: customer.age)
            case .spend: summary.add(purchases: customer.purchases, amount: customer.amount)
            case .rhythm: summary.add(customer.gaps)
            case .scores:
                summary.add(
                    days: customer.silence / Self.day, purchases: customer.purchases,
                    amount: customer.amount)
            }
        }
        return summary
    }
}
