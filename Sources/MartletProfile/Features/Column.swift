/// One running fold over events: the unit of storage that features are computed from.
///
/// Features that need the same fold share its column (`mean` and `sum` of one field, say).
struct Column: Hashable {
    /// How a value is taken in.
    ///
    /// Every fold is commutative but for the ties of `first` and `last`.
    enum Fold: UInt8 {
        case count, sum, min, max
        /// Two words: the instant with the kind of value in its low two bits, and the value.
        case first, last
        /// Two words: the first calendar day with the kind of value in two bits below, and the sum
        /// of that day's values.
        case firstDay

        /// Words that the fold's cell takes.
        var width: Int { isDated ? 2 : 1 }

        /// What a cell holds before any event.
        var empty: Int64 { self == .count || self == .sum ? 0 : Column.absent }

        /// Whether a cell keeps the instant of its value.
        @inline(__always)
        var isDated: Bool { self == .first || self == .last || self == .firstDay }
    }

    /// What is folded.
    enum Operand: Hashable {
        /// The event itself.
        case event
        /// Its instant.
        case instant
        /// A field, as an index into the schema.
        case field(Int)
    }

    /// The content of a cell into which nothing was folded.
    static let absent = Int64.min

    /// One kind of event that is folded.
    struct Source: Hashable {
        /// Index of the event type.
        var type: Int
        var operand: Operand
    }

    var fold: Fold
    var sources: [Source]
    /// Index of the filter, nil = every event.
    var filter: Int?
    /// Index of the bucket list whose entries hold the cell; nil = the row itself.
    var place: Int?
    /// The quotient that the column is a part of; nil = it is a value of its own.
    var quotient: Quotient?

    /// What is divided: its parts must have seen the same events.
    ///
    /// A configuration that gets a mean beside a sum would otherwise divide a sum of months by a
    /// count of minutes; so only quotients of one kind share their columns.
    struct Quotient: Hashable {
        var aggregate: FeatureDefinition.Aggregate
        var filter: Int?
    }
}

/// Where a column's cell stands: one word, since the path of an event reads many.
struct Cell: Equatable, BitwiseCopyable {
    let fold: Column.Fold
    private let list: Int16
    private let word: Int32

    /// Index of the bucket list; -1 = the row itself.
    @inline(__always)
    var place: Int { Int(list) }

    /// Word in the row, or in an entry of the bucket list.
    @inline(__always)
    var offset: Int { Int(word) }

    init(fold: Column.Fold, place: Int, offset: Int) {
        self.fold = fold
        list = Int16(place)
        word = Int32(offset)
    }

    /// Whether a dated cell with this stamp holds a text.
    @inline(__always)
    static func isText(stamp: Int64) -> Bool {
        stamp != Column.absent && UInt8(stamp & 3) == EventBatch.FieldValue.Kind.text.rawValue
    }

    /// No cell.
    static let none = Cell(fold: .count, place: -1, offset: 0)

    /// A sum that stays at the end of the range instead of wrapping.
    @inline(__always)
    static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        if !overflow { return sum }
        return right > 0 ? .max : .min + 1
    }
}
