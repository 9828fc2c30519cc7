/// A small symmetric matrix.
struct SymmetricMatrix {
    /// Rows and columns.
    let order: Int
    private var cells: [Double]

    /// All zeros.
    init(order: Int) {
        self.order = order
        cells = [Double](repeating: 0, count: order * order)
    }

    /// One element; both triangles are kept.
    subscript(row: Int, column: Int) -> Double {
        get { cells[row * order + column] }
        set { cells[row * order + column] = newValue }
    }

    /// Makes row and column `index` those of the unit matrix.
    mutating func isolate(_ index: Int) {
        for other in 0..<order {
            self[index, other] = 0
            self[other, index] = 0
        }
        self[index, index] = 1
    }

    /// The lower triangle L with L L' = this matrix; nil unless it is positive definite.
    ///
    /// (Golub and Van Loan, Matrix Computations, 4.2.)
    var choleskyFactor: CholeskyFactor? {
        var factor = SymmetricMatrix(order: order)
        for row in 0..<order {
            for column in 0...row {
                var rest = self[row, column]
                for inner in 0..<column { rest -= factor[row, inner] * factor[column, inner] }
                if column < row {
                    factor[row, column] = rest / factor[column, column]
                } else {
                    guard rest > 1e-14 * abs(self[row, row]) else { return nil }
                    factor[row, row] = rest.squareRoot()
                }
            }
        }
        return CholeskyFactor(lower: factor)
    }
}

/// A triangle that solves linear equations.
struct CholeskyFactor {
    /// The lower triangle.
    let lower: SymmetricMatrix

    /// The x with L L' x = `right`.
    func solve(_ right: [Double]) -> [Double] {
        var x = right
        for row in 0..<lower.order {
            for column in 0..<row { x[row] -= lower[row, column] * x[column] }
            x[row] /= lower[row, row]
        }
        for row in (0..<lower.order).reversed() {
            for column in row + 1..<lower.order { x[row] -= lower[column, row] * x[column] }
            x[row] /= lower[row, row]
        }
        return x
    }
}
