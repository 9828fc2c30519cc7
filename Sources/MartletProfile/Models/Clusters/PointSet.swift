/// Points of one dimension, row by row in one array.
public struct PointSet: Sendable, Equatable {
    /// Coordinates of a point.
    public let dimensions: Int
    /// Coordinates of all points, one point after the other.
    public private(set) var coordinates: [Double] = []

    /// An empty set.
    public init(dimensions: Int) {
        precondition(dimensions > 0, "points have at least one coordinate")
        self.dimensions = dimensions
    }

    /// Number of points.
    public var count: Int { coordinates.count / dimensions }

    /// Adds a point of ``dimensions`` finite coordinates.
    public mutating func append(_ point: [Double]) {
        precondition(point.count == dimensions, "a point of another dimension")
        coordinates += point
    }

    /// One point.
    public subscript(index: Int) -> ArraySlice<Double> {
        coordinates[index * dimensions..<(index + 1) * dimensions]
    }

    /// Square of the Euclidean distance of a point from another.
    @inline(__always)
    func squaredDistance(_ index: Int, _ other: some Collection<Double>) -> Double {
        var sum = 0.0
        var place = index * dimensions
        for coordinate in other {
            let difference = coordinates[place] - coordinate
            sum += difference * difference
            place += 1
        }
        return sum
    }
}
