/// The logarithm of a likelihood as a function of the logarithms of positive parameters.
protocol LogLikelihood {
    /// Its value at `logarithms`; `gradient` receives the derivatives by them.
    func value(at logarithms: [Double], gradient: inout [Double]) -> Double
}

/// Where a likelihood has its maximum, and how sharp it is.
struct MaximumLikelihood: Equatable {
    /// Logarithms of the parameters.
    var logarithms: [Double]
    /// Standard errors of the logarithms; nil where the data say nothing (the edge of the range).
    var errors: [Double?]
    /// Its logarithm there.
    var value: Double
    /// Steps taken.
    var steps: Int
    /// Whether the last step could gain nothing more.
    var isConverged: Bool
}

/// Finds maxima of likelihoods: Newton's method with a Levenberg-Marquardt term.
///
/// (Nocedal and Wright, Numerical Optimization, 2006, sections 3.4 and 10.3.) The Hessian is taken
/// from differences of the gradient; at the maximum its inverse gives the standard errors. No
/// randomness and no clock: the same data give the same bits. A step costs 2 n + 2 evaluations
/// for n parameters; some ten steps are usual.
struct MaximumSearch {
    /// Range of the logarithms: parameters of 1e-4 to 1e4.
    var range = -9.210_340_371_976_182...9.210_340_371_976_182
    /// Most steps.
    var limit = 200

    /// Half the distance of the points that the second derivatives are taken from.
    private static let distance = 1e-4
    /// Standard error of a logarithm from which on the parameter may as well be anything.
    private static let meaningless = 5.0
    /// Longest step in a logarithm.
    private static let longest = 2.0

    /// The maximum uphill of `start`.
    func run(_ likelihood: some LogLikelihood, from start: [Double]) -> MaximumLikelihood {
        var at = start.map(clamped)
        var gradient = [Double](repeating: 0, count: at.count)
        var value = likelihood.value(at: at, gradient: &gradient)
        var damping = 1e-3
        var steps = 0
        var isConverged = false
        while steps < limit, !isConverged {
            steps += 1
            let curvature = curvature(of: likelihood, at: at)
            var isBetter = false
            while !isBetter, damping < 1e12 {
                guard let step = step(at, gradient, curvature, damping) else {
                    damping *= 10
                    continue
                }
                let next = zip(at, step).map { clamped($0 + $1) }
                var nextGradient = gradient
                let nextValue = likelihood.value(at: next, gradient: &nextGradient)
                // What rounding takes away is no loss.
                isBetter = nextValue >= value - 1e-13 * abs(value)
                if isBetter {
                    let gain = zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
                    isConverged = gain < 1e-10 && damping < 1e-2
                    (at, value, gradient) = (next, nextValue, nextGradient)
                    damping = max(damping / 10, 1e-12)
                } else {
                    damping *= 10
                }
            }
            if !isBetter { break }
        }
        let errors = errors(at, curvature(of: likelihood, at: at))
        return MaximumLikelihood(
            logarithms: at, errors: errors, value: value, steps: steps, isConverged: isConverged)
    }

    private func clamped(_ logarithm: Double) -> Double {
        min(max(logarithm, range.lowerBound), range.upperBound)
    }

    /// Minus the matrix of second derivatives.
    private func curvature(of likelihood: some LogLikelihood, at: [Double]) -> SymmetricMatrix {
        var matrix = SymmetricMatrix(order: at.count)
        var ahead = at
        var behind = at
        for row in at.indices {
            var moved = at
            moved[row] += Self.distance
            _ = likelihood.value(at: moved, gradient: &ahead)
            moved[row] = at[row] - Self.distance
            _ = likelihood.value(at: moved, gradient: &behind)
            for column in at.indices {
                let second = (behind[column] - ahead[column]) / (2 * Self.distance)
                // Both triangles differ by what the differences leave out.
                matrix[row, column] += 0.5 * second
                matrix[column, row] += 0.5 * second
            }
        }
        return matrix
    }

    /// Whether the parameter stands at the edge of the range and would go on.
    private func isStuck(_ logarithm: Double, _ slope: Double) -> Bool {
        (logarithm <= range.lowerBound && slope < 0) || (logarithm >= range.upperBound && slope > 0)
    }

    /// The step from `at`; nil if the damping does not make the curvature positive.
    private func step(
        _ at: [Double], _ gradient: [Double], _ curvature: SymmetricMatrix, _ damping: Double
    ) -> [Double]? {
        var matrix = curvature
        var slope = gradient
        for index in at.indices {
            if isStuck(at[index], gradient[index]) {
                matrix.isolate(index)
                slope[index] = 0
            } else {
                matrix[index, index] += damping * max(abs(matrix[index, index]), 1e-6)
            }
        }
        guard let factor = matrix.choleskyFactor else { return nil }
        let step = factor.solve(slope)
        let longest = step.reduce(0) { max($0, abs($1)) }
        guard longest.isFinite else { return nil }
        return longest > Self.longest ? step.map { $0 * Self.longest / longest } : step
    }

    /// Standard errors from the inverse of the curvature.
    private func errors(_ at: [Double], _ curvature: SymmetricMatrix) -> [Double?] {
        let isEdge = at.map { $0 <= range.lowerBound || $0 >= range.upperBound }
        var matrix = curvature
        var factor = matrix.choleskyFactor
        if factor == nil {
            for index in at.indices where isEdge[index] { matrix.isolate(index) }
            factor = matrix.choleskyFactor
        }
        guard let factor else { return at.map { _ in nil } }
        return at.indices.map { index in
            var unit = [Double](repeating: 0, count: at.count)
            unit[index] = 1
            let error = factor.solve(unit)[index].squareRoot()
            return isEdge[index] || error > Self.meaningless ? nil : error
        }
    }
}
