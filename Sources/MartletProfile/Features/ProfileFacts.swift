/// One profile as the rules see it: a trivial view, made for one evaluation.
///
/// SAFETY: made for one call of a table, which does not change its lists meanwhile: the blocks stay
/// where they are, and symbols and plan outlive it.
@safe
struct ProfileFacts: FactSource {
    /// The words of the profile.
    let row: Words
    /// Its lists.
    let pool: BlockPool.View
    private let hotPlan: HotPlanReference
    private let calendars: CalendarReference
    /// The texts of the shard.
    let symbols: SymbolReference

    @inline(__always)
    init(_ table: borrowing ProfileTable, _ row: Words) {
        self.row = row
        pool = table.pool.view
        hotPlan = table.hotPlan
        calendars = table.calendar
        symbols = table.symbols
    }

    /// The plan.
    @inline(__always)
    var hot: HotPlan {
        _read { yield hotPlan.plan }
    }

    var calendar: CivilCalendar { calendars.calendar }

    /// The number of the unit that holds `instant`.
    @inline(__always)
    func number(of instant: Instant, _ unit: TimeUnit) -> Int64 {
        calendars.number(of: instant, unit)
    }

    /// The first instant of unit `number`.
    @inline(__always)
    func start(of number: Int64, _ unit: TimeUnit) -> Instant { calendars.start(of: number, unit) }

    func field(_ index: Int) -> Value { .unknown }

    func isCostly(_ feature: Int) -> Bool {
        let reader = hot.readers[feature]
        guard reader.combination == .top || reader.combination == .tally else { return false }
        return WordList(row[hot.lists[reader.list].offset]).count >= TopMemory.fewestEntries
    }

    func isListed(_ list: Int) -> Bool {
        let list = hot.customerLists[list]
        let high = row[RowHeader.customer + 1]
        if high != -1 { return list.contains(row.bytes(Int(high >> 56), of: self)) }
        let id = WordList(row[RowHeader.customer])
        return list.contains(id.entries(pool).bytes(id.count, of: self))
    }
}
