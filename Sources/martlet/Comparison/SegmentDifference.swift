import MartletProfile

/// One segment under two rule books.
struct SegmentDifference {
    /// The figures under one book.
    struct Side {
        /// Members at the end.
        var members: Int
        /// Members at the end who are no members under the other book.
        var only: Int
        /// Members over time.
        var minimum: Int
        var maximum: Int
        var mean: Double
        /// Times entered and left.
        var entries: Int
        var exits: Int
        /// Entered and left within 24 hours: in all, and per day of the history.
        var flaps: Int
        var flapsPerDay: Double
    }

    /// Its name.
    var name: String
    /// Its figures under each book; nil = the book does not have it.
    var a: Side?
    var b: Side?
    /// Members under both books at the end.
    var both: Int
}

/// One customer whose segments differ at the end.
struct CustomerDifference {
    /// A segment that the customer is in under one book only.
    struct Segment {
        /// Its name.
        var name: String
        /// Whether the customer is in it under A, and so not under B.
        var isInA: Bool
        /// The rule that decides under each book; nil = the book does not have the segment, or has
        /// no profile of the customer.
        var a: RuleReport?
        var b: RuleReport?
    }

    /// Customer id.
    var customer: String
    /// All segments under each book, sorted.
    var segmentsInA: [String]
    var segmentsInB: [String]
    /// Those that differ, sorted by name.
    var segments: [Segment]
}
