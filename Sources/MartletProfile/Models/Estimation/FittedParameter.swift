/// A parameter that was fitted, and how well the data know it.
public struct FittedParameter: Sendable, Equatable {
    /// Its name in the literature.
    public var name: String
    /// Its value.
    public var value: Double
    /// Its standard error, from the curvature of the likelihood; nil where the data say nothing.
    public var standardError: Double?
    /// Bounds of the 95 % interval, symmetric in the logarithm.
    public var interval: ClosedRange<Double>? {
        guard let standardError else { return nil }
        let factor = Exponential.natural(1.959_963_984_540_054 * standardError / value)
        return value / factor...value * factor
    }

    /// Makes a parameter.
    public init(name: String, value: Double, standardError: Double?) {
        self.name = name
        self.value = value
        self.standardError = standardError
    }

    /// The parameters of a model that was searched for by the logarithms of its parameters.
    ///
    /// - Parameters:
    ///   - names: Their names.
    ///   - values: Their values.
    ///   - errors: Standard errors of the logarithms.
    /// - Returns: One per name.
    static func all(
        _ names: [String], _ values: [Double], _ errors: [Double?]
    ) -> [FittedParameter] {
        zip(zip(names, values), errors).map { parameter, error in
            FittedParameter(
                name: parameter.0, value: parameter.1,
                standardError: error.map { $0 * parameter.1 })
        }
    }
}

/// A model and how it was found.
public struct ModelFit<Model: Sendable & Equatable>: Sendable, Equatable {
    /// The model.
    public var model: Model
    /// Its parameters with their errors.
    public var parameters: [FittedParameter]
    /// Logarithm of the likelihood of the data.
    public var logLikelihood: Double
    /// Customers that it was fitted to.
    public var customers: Int
    /// Steps of the search.
    public var steps: Int
    /// Whether the search came to its end.
    public var isConverged: Bool

    /// Makes a fit.
    public init(
        model: Model, parameters: [FittedParameter], logLikelihood: Double, customers: Int,
        steps: Int, isConverged: Bool
    ) {
        self.model = model
        self.parameters = parameters
        self.logLikelihood = logLikelihood
        self.customers = customers
        self.steps = steps
        self.isConverged = isConverged
    }
}

/// Why a model can't be fitted to the data.
public enum FitFailure: Error, Equatable, Sendable {
    /// There are fewer customers with something to learn from than parameters.
    case tooFewCustomers(found: Int, needed: Int)
    /// Nobody bought twice, or nobody's age is above 0.
    case noRepeats
    /// A summary that nobody can have: times out of order or not finite.
    case invalidSummary
}
