/// How one value stands to another.
enum Ordering: UInt8 {
    case less, equal, greater
    /// One of them is not a number (IEEE 754).
    case unordered
    /// Types that have no order between them; such values are unequal.
    case mismatch
    /// One of them has no value.
    case unknown
    /// One of them is an error.
    case failed
}

/// A comparison operator.
public enum Comparison: UInt8, Sendable, BitwiseCopyable {
    case less, lessOrEqual, equal, notEqual, greaterOrEqual, greater

    /// The same comparison with its sides exchanged.
    var mirrored: Comparison {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greaterOrEqual: .lessOrEqual
        case .greater: .less
        case .equal, .notEqual: self
        }
    }

    /// As it is written.
    public var symbol: String {
        switch self {
        case .less: "<"
        case .lessOrEqual: "<="
        case .equal: "=="
        case .notEqual: "!="
        case .greaterOrEqual: ">="
        case .greater: ">"
        }
    }

    /// Whether it asks for order, not only for equality.
    var isOrder: Bool { self != .equal && self != .notEqual }

    /// The truth of the comparison of values that stand so to each other, if it has one.
    @inline(__always)
    func truth(_ ordering: Ordering) -> Truth {
        switch ordering {
        case .less: Truth(self == .less || self == .lessOrEqual || self == .notEqual)
        case .equal: Truth(self == .lessOrEqual || self == .equal || self == .greaterOrEqual)
        case .greater: Truth(self == .greater || self == .greaterOrEqual || self == .notEqual)
        case .unordered: Truth(self == .notEqual)
        case .mismatch: isOrder ? .unknown : Truth(self == .notEqual)
        case .unknown, .failed: .unknown
        }
    }
}
