/// One thing to do with an event of a given type: fold one operand into one cell or key list.
struct Step: BitwiseCopyable {
    /// What is done.
    enum Action: UInt8 {
        /// The operand is folded into ``cell``.
        case fold
        /// The operand is a key of ``list``.
        case key
        /// The local hour of the event is a key of ``list``.
        case hour
    }

    /// What is folded.
    enum Operand: UInt8 {
        case event, instant, field
    }

    let action: Action
    let operand: Operand
    let cell: Cell
    /// Index of the field in the schema.
    let field: Int32
    /// Index of the filter that the event must pass; -1 = none.
    let filter: Int32
    /// Index of the key list.
    let list: Int32
    /// What one event adds to its key: 1, or millionths for a `top`.
    let weight: Int64

    /// Folds `operand` into `cell`.
    init(_ cell: Cell, _ operand: Column.Operand, filter: Int?) {
        self.init(.fold, operand, filter, cell, list: -1, weight: 1)
    }

    /// Counts `operand`, or the hour of the event, as a key of `list`.
    init(list: Int, hours: Bool, _ operand: Column.Operand, weight: Int64, filter: Int?) {
        self.init(hours ? .hour : .key, operand, filter, .none, list: list, weight: weight)
    }

    private init(
        _ action: Action, _ operand: Column.Operand, _ filter: Int?, _ cell: Cell, list: Int,
        weight: Int64
    ) {
        self.action = action
        self.cell = cell
        self.filter = Int32(filter ?? -1)
        self.list = Int32(list)
        self.weight = weight
        switch operand {
        case .event: (self.operand, field) = (.event, -1)
        case .instant: (self.operand, field) = (.instant, -1)
        case .field(let index): (self.operand, field) = (.field, Int32(index))
        }
    }
}
