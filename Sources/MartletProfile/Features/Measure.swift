/// How a feature on a model is read: where purchases are kept, and which models make a value of
/// them.
struct Measure: BitwiseCopyable {
    /// When purchases were.
    var purchases = Ledger()
    /// When purchases with an amount were, their sum, and the amount of the first.
    var amounts = Ledger()
    var sum = Cell.none
    var opening = Cell.none
    /// Whether the first purchase tells of the amounts of others.
    var includesFirst = false
    /// Index of the model; -1 = none.
    var model = -1
    /// Index of the model of purchases beside one of amounts.
    var purchaseModel = -1
    /// How far expectations look ahead, ms.
    var horizon: Int64 = 0
    /// The two stretches of time that are compared.
    var drop = ActivityDrop(recent: 1, baseline: 1, fewestEvents: 1)

    /// Where it is kept when purchases were.
    struct Ledger: BitwiseCopyable {
        /// Index of the list of days or instants; -1 = there is none.
        var list = -1
        /// Without a list: the first and the last instant, and how many purchases there were.
        var first = Cell.none
        var last = Cell.none
        var count = Cell.none
    }
}

/// The purchases of a customer as far as models of purchases look at them.
struct Occasions: Equatable {
    /// How many there were.
    var count: Int
    /// The first.
    var first: Instant
    /// The last.
    var last: Instant

    /// What forecasts are made of.
    var customer: PurchaseForecast.Customer {
        PurchaseForecast.Customer(repeats: count - 1, first: first, last: last)
    }
}
