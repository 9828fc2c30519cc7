import Testing

@testable import MartletProfile

/// Optima and standard errors: scipy's simplex search and a Hessian by differences of the value.
@Suite struct ModelFitTests {
    private func expect(
        _ found: [FittedParameter], _ values: [Double], _ errors: [Double],
        _ location: SourceLocation = #_sourceLocation
    ) {
        for (parameter, (value, error)) in zip(found, zip(values, errors)) {
            #expect(
                abs(parameter.value - value) < 1e-6 * value, "\(parameter)",
                sourceLocation: location)
            let standardError = parameter.standardError ?? .nan
            #expect(
                abs(standardError - error) < 1e-4 * error, "\(parameter)",
                sourceLocation: location)
        }
    }

    @Test func `BG/NBD`() throws {
        let fit = try PurchaseModel.fit(SimulatedCustomers.ordinary, kind: .bgnbd)
        expect(
            fit.parameters,
            [0.875651745776743, 2.081087209606888, 0.7876133268493334, 1.2992244950552179],
            [0.21208544431826154, 0.757147765920686, 0.3267525207066769, 0.741905307221431])
        #expect(abs(fit.logLikelihood - -538.9700118763869) < 1e-9)
        #expect(fit.isConverged)
        #expect(fit.customers == 60)
        #expect(fit.parameters.map(\.name) == ["r", "alpha", "a", "b"])
        let interval = try #require(fit.parameters[0].interval)
        #expect(interval.lowerBound < 0.6 && 1.3 < interval.upperBound)
    }

    @Test func `MBG/NBD`() throws {
        let fit = try PurchaseModel.fit(SimulatedCustomers.modified, kind: .mbgnbd)
        expect(
            fit.parameters,
            [1.878912492562136, 6.002270577332092, 2.4909339965411164, 4.24833127295883],
            [0.9837111883806011, 3.3686618144932954, 1.578151797249802, 3.3145463911090833])
        #expect(abs(fit.logLikelihood - -366.51930111142474) < 1e-9)
        #expect(fit.isConverged)
    }

    @Test func `gamma-gamma`() throws {
        let fit = try SpendModel.fit(SimulatedCustomers.spenders)
        expect(
            fit.parameters, [2.897160839153868, 2.9590224339451776, 21.977453979458414],
            [3.7429180373604756, 1.2019149233177986, 38.22843329395961])
        #expect(abs(fit.logLikelihood - -170.8184721970093) < 1e-9)
        #expect(fit.isConverged)
    }

    @Test func `the unit of time and of money does not matter`() throws {
        let weeks = try PurchaseModel.fit(SimulatedCustomers.ordinary, kind: .bgnbd)
        let days = try PurchaseModel.fit(SimulatedCustomers.ordinary.scaled(by: 7), kind: .bgnbd)
        #expect(abs(days.model.alpha / weeks.model.alpha - 7) < 1e-6)
        #expect(abs(days.model.b - weeks.model.b) < 1e-6)
        let cents = SimulatedCustomers.spenders.map {
            SpendSummary(purchases: $0.purchases, mean: $0.mean * 100)
        }
        let (found, base) = try (SpendModel.fit(cents), SpendModel.fit(SimulatedCustomers.spenders))
        #expect(abs(found.model.v / base.model.v - 100) < 1e-4)
        #expect(abs(found.model.p - base.model.p) < 1e-6)
    }

    @Test func `the order of customers does not show`() throws {
        let bins = SimulatedCustomers.ordinary.bins
        let halves = PurchaseSample(
            bins: Array(bins.reversed().filter { $0.summary.frequency > 1 })
                + bins.filter { $0.summary.frequency <= 1 })
        let (one, other) = try (
            PurchaseModel.fit(SimulatedCustomers.ordinary, kind: .bgnbd),
            PurchaseModel.fit(halves, kind: .bgnbd)
        )
        #expect(one == other)
        let spend = try SpendModel.fit(SimulatedCustomers.spenders)
        #expect(try SpendModel.fit(SimulatedCustomers.spenders.reversed()) == spend)
    }

    @Test func `parameters that the data do not know have no error`() throws {
        let fit = try PurchaseModel.fit(SimulatedCustomers.alike, kind: .mbgnbd)
        // scipy goes on to a = 18 million; the likelihood gains 1e-4 by it.
        #expect(abs(fit.logLikelihood - -390.2297170400322) < 1e-3)
        #expect(fit.parameters[2...].allSatisfy { $0.standardError == nil }, "\(fit)")
        #expect(fit.isConverged)
        #expect(fit.steps < 60, "\(fit.steps)")
        #expect(abs(fit.model.r - 0.3627) < 1e-3)
        #expect(abs(fit.model.a / (fit.model.a + fit.model.b) - 0.1605) < 1e-3)
    }

    @Test func `alike customers are counted together`() throws {
        let summary = PurchaseSummary(frequency: 2, recency: 3, age: 9)
        let sample = PurchaseSample([summary, summary, .init(frequency: 0, recency: 0, age: 9)])
        #expect(sample.bins.map(\.customers) == [1, 2])
        #expect(sample.customers == 3)
        #expect(sample.repeats == 4)
    }

    @Test func `gradients are those of the values`() {
        for kind in PurchaseModel.Kind.allCases {
            let likelihood = PurchaseLikelihood(SimulatedCustomers.ordinary, kind: kind)
            expectGradient(likelihood, at: [0.3, 1.2, -0.4, 0.9])
            expectGradient(likelihood, at: [-1.5, 2.5, 1.4, -0.9])
        }
        let spend = SpendLikelihood(sample: SpendSample(SimulatedCustomers.spenders))
        expectGradient(spend, at: [0.5, 1.1, 3])
    }

    private func expectGradient(
        _ likelihood: some LogLikelihood, at logarithms: [Double],
        _ location: SourceLocation = #_sourceLocation
    ) {
        var gradient = logarithms
        var unused = logarithms
        _ = likelihood.value(at: logarithms, gradient: &gradient)
        for index in logarithms.indices {
            var (ahead, behind) = (logarithms, logarithms)
            ahead[index] += 1e-5
            behind[index] -= 1e-5
            let slope =
                (likelihood.value(at: ahead, gradient: &unused)
                    - likelihood.value(at: behind, gradient: &unused)) / 2e-5
            #expect(abs(slope - gradient[index]) < 1e-5, sourceLocation: location)
        }
    }

    @Test func `what can't be fitted`() {
        let silent = PurchaseSample(
            (1...30).map { PurchaseSummary(frequency: 0, recency: 0, age: Double($0)) })
        #expect(throws: FitFailure.noRepeats) { try PurchaseModel.fit(silent, kind: .bgnbd) }
        #expect(throws: FitFailure.noRepeats) {
            try PurchaseModel.fit(PurchaseSample([PurchaseSummary]()), kind: .bgnbd)
        }
        let few = PurchaseSample([PurchaseSummary(frequency: 2, recency: 3, age: 9)])
        #expect(throws: FitFailure.tooFewCustomers(found: 1, needed: 10)) {
            try PurchaseModel.fit(few, kind: .mbgnbd)
        }
        for wrong in [
            PurchaseSummary(frequency: 1, recency: 5, age: 4),
            PurchaseSummary(frequency: 0, recency: 5, age: 9),
            PurchaseSummary(frequency: 1, recency: 5, age: .infinity),
            PurchaseSummary(frequency: -1, recency: 0, age: 4),
            PurchaseSummary(frequency: 1, recency: .nan, age: 4),
        ] {
            #expect(throws: FitFailure.invalidSummary) {
                try PurchaseModel.fit(PurchaseSample([wrong]), kind: .bgnbd)
            }
        }
        #expect(throws: FitFailure.tooFewCustomers(found: 0, needed: 10)) {
            try SpendModel.fit([])
        }
        #expect(throws: FitFailure.invalidSummary) {
            try SpendModel.fit([SpendSummary(purchases: 3, mean: 0)])
        }
    }
}
