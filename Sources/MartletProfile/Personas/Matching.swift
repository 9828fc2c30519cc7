/// Pairs of the least total cost between as many rows and columns.
public enum Matching {
    /// Finds for each row its column so that the sum of the costs is least.
    ///
    /// The Hungarian method by shortest augmenting paths (H. W. Kuhn, Naval Research Logistics
    /// Quarterly 2 (1955) 83-97; R. Jonker, A. Volgenant, Computing 38 (1987) 325-340). Costs the
    /// cube of the number of rows. Equal sums are decided the same way every time.
    ///
    /// - Parameter costs: A square of finite costs, row by row.
    /// - Returns: The column of each row.
    public static func columns(_ costs: [[Double]]) -> [Int] {
        let count = costs.count
        precondition(costs.allSatisfy { $0.count == count }, "as many rows as columns")
        // Row and column 0 stand for "none"; potentials keep every reduced cost at 0 or above.
        var rowPotential = [Double](repeating: 0, count: count + 1)
        var columnPotential = rowPotential
        var rowOfColumn = [Int](repeating: 0, count: count + 1)
        for row in 1..<max(1, count + 1) {
            var way = [Int](repeating: 0, count: count + 1)
            var least = [Double](repeating: .infinity, count: count + 1)
            var isDone = [Bool](repeating: false, count: count + 1)
            var column = 0
            rowOfColumn[0] = row
            repeat {
                isDone[column] = true
                let from = rowOfColumn[column]
                var (delta, next) = (Double.infinity, 0)
                for other in 1...count where !isDone[other] {
                    let cost =
                        costs[from - 1][other - 1] - rowPotential[from] - columnPotential[other]
                    if cost < least[other] { (least[other], way[other]) = (cost, column) }
                    if least[other] < delta { (delta, next) = (least[other], other) }
                }
                for other in 0...count {
                    if isDone[other] {
                        rowPotential[rowOfColumn[other]] += delta
                        columnPotential[other] -= delta
                    } else {
                        least[other] -= delta
                    }
                }
                column = next
            } while rowOfColumn[column] != 0
            while column != 0 {
                rowOfColumn[column] = rowOfColumn[way[column]]
                column = way[column]
            }
        }
        var columns = [Int](repeating: 0, count: count)
        for column in rowOfColumn.indices.dropFirst() {
            columns[rowOfColumn[column] - 1] = column - 1
        }
        return columns
    }
}
