/// How a feature's value is read from the cells and lists of a profile.
///
/// Trivial, like everything that the path of an event copies: no reference counting.
struct Reader: BitwiseCopyable {
    /// How the parts make the value.
    enum Combination: UInt8 {
        /// Whole number in `cell`.
        case count
        /// Sum in `cell`; 0 without events.
        case sum
        /// Number in `cell`.
        case number
        /// Instant in `cell`.
        case instant
        /// Dated value of any kind in `cell`.
        case dated
        /// Sum in `cell` over count in `second`.
        case mean
        /// Count in `cell` over count in `second`.
        case share
        /// (last in `second` - first in `cell`) / (count in `third` - 1), in days.
        case meanGap
        /// Number of keys in the list.
        case distinct
        /// Keys and counts in the list.
        case tally
        /// Heaviest keys in the list.
        case top
        /// The key with the highest count, the smallest of equals.
        case peakHour
        /// What a model makes of purchases: see ``Measure``.
        case alive, expectedPurchases, expectedSpend, rhythm, scores
        /// 1 - rate in the recent part of the window / rate in the rest of it, by the count in
        /// `cell`.
        case activityDrop
    }

    /// A cell over so many units; 0 = all time.
    struct Window: BitwiseCopyable {
        let cell: Cell
        let length: Int
    }

    var combination: Combination
    var cell = Cell.none
    var second = Cell.none
    var third = Cell.none
    /// Index of the key list, for the combinations that have one.
    var list = -1
    /// Window length in units; 0 = all time.
    var length = 0
    /// Word of the row that holds the value of a count or a sum as of the clock's unit; -1 = none.
    var total = -1
    /// Entries of a `top`.
    var k = 0
    /// Index of the ``Measure``, for the combinations that have one.
    var measure = -1
}

/// A bucket list: shared by all cells of one unit into which events of the same types go, so that
/// rare events do not stand among many others.
struct BucketList: BitwiseCopyable {
    var unit: TimeUnit
    /// Word of the row that holds the list.
    var offset: Int
    /// Units that a bucket stays: the longest window over it.
    var length = 0
    /// Words of an entry; the first is the unit's number.
    var stride = 1
    /// Word of the row that holds the ``TotalsDate`` of the list's totals; -1 = it has none.
    var date = -1
}
