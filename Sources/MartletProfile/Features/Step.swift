/// One thing to do with an event of a given type: fold one operand into one cell or key list.
struct Step: BitwiseCopyable {
    /// What is done.
    enum Action: UInt8 {
        /// The operand is folded into the cell at ``offset``, as the fold of that name says.
        case count, sum, min, max, first, last
        /// The operand is a key of a list.
        case key
        /// The local hour of the event is a key of a list.
        case hour
        /// The instant of the event is noted in a list.
        case occasion
        /// The operand is added to the sum of the first day, at ``offset`` of the row.
        case firstDay
    }

    /// What is folded.
    enum Operand: UInt8 {
        case event, instant, field
    }

    let action: Action
    let operand: Operand
    /// Index of the field in the schema.
    let field: Int16
    /// Index of the filter that the event must pass; -1 = none.
    let filter: Int16
    /// Index of the bucket list that holds the cell, or of the key list; -1 = the row itself.
    let place: Int16
    /// Word of the cell in the row or in a bucket.
    let offset: Int32
    /// The first of the totals of the cell, and their number.
    var firstTotal: Int16 = 0
    var totalCount: Int16 = 0
    /// What one event adds to its key: 1, or millionths for a `top`.
    let weight: Int64

    /// Folds `operand` into `cell`.
    init(_ cell: Cell, _ operand: Column.Operand, filter: Int?) {
        self.init(
            Action(cell.fold), operand, filter, place: cell.place, offset: cell.offset, weight: 1)
    }

    /// Counts `operand`, or the hour of the event, as a key of `list`.
    init(list: Int, hours: Bool, _ operand: Column.Operand, weight: Int64, filter: Int?) {
        self.init(
            hours ? .hour : .key, operand, filter, place: list, offset: -1, weight: weight)
    }

    /// Notes in `list` that there was an event, or one with a field.
    init(occasions list: Int, _ operand: Column.Operand, filter: Int?) {
        self.init(.occasion, operand, filter, place: list, offset: -1, weight: 1)
    }

    private init(
        _ action: Action, _ operand: Column.Operand, _ filter: Int?, place: Int, offset: Int,
        weight: Int64
    ) {
        self.action = action
        self.filter = Int16(filter ?? -1)
        self.place = Int16(place)
        self.offset = Int32(offset)
        self.weight = weight
        switch operand {
        case .event: (self.operand, field) = (.event, -1)
        case .instant: (self.operand, field) = (.instant, -1)
        case .field(let index): (self.operand, field) = (.field, Int16(index))
        }
    }

    /// Whether it folds into a cell of the row or of a bucket.
    @inline(__always)
    var isFold: Bool { action.rawValue < Action.key.rawValue }

    /// The bucket list into which it folds; -1 = none.
    var bucketList: Int { isFold ? Int(place) : -1 }

    /// The list whose keys it counts; -1 = none.
    var keyList: Int { isFold ? -1 : Int(place) }
}

extension Step.Action {
    fileprivate init(_ fold: Column.Fold) {
        switch fold {
        case .count: self = .count
        case .sum: self = .sum
        case .min: self = .min
        case .max: self = .max
        case .first: self = .first
        case .last: self = .last
        case .firstDay: self = .firstDay
        }
    }
}
