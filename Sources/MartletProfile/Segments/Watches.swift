/// What an event has to look at to know whether any segment needs to be evaluated.
///
/// While all clauses of a segment answer as they did when it was last evaluated, it cannot change
/// sides, nor can its deadline have come nearer: totals that are steady fall by time alone, and
/// events delay their fall.
struct Watches {
    /// A clause: whether its total is still inside, or still outside, of its range.
    struct Watch: BitwiseCopyable {
        let low, high: Int64
        /// Words of the row that hold the total, its ``TotalsDate`` (-1 = all time), and the answer
        /// when the clause was last evaluated.
        let total, date, answers: Int32
        /// The bucket list of the total.
        let place: Int16
        /// Bit of the answer.
        let bit: UInt8
    }

    /// What events of each type look at.
    private let watches: GroupedArray<Watch>
    /// Whether an event type touches segments that are to be evaluated for every event.
    private let areBlind: FlatArray<Bool>

    init(
        _ plan: Plan, _ segments: [HotPlan.Segment], _ clauses: [WholeNumberComparison]
    ) {
        let touched = plan.book.touched.map { $0.map { segments[$0] } }
        watches = GroupedArray(
            touched.map { segments in
                segments.flatMap(\.clauses).map { Watch(clauses[$0], $0, plan) }
            })
        areBlind = FlatArray(touched.map { $0.contains(where: \.clauses.isEmpty) })
    }

    func free() {
        watches.free()
        areBlind.free()
    }

    /// Whether a clause that an event type touches may have another answer than when it was last
    /// evaluated.
    @inline(__always)
    func mayDiffer(_ type: Int, _ row: Words, _ units: FlatArray<TimeUnit.Span>) -> Bool {
        if areBlind[type] { return true }
        for watch in watches[type] {
            if watch.date >= 0 {
                let unit = units[Int(watch.place)].number
                let steady = TotalsDate(unit: unit, isSteady: true)
                if row[Int(watch.date)] != steady.word { return true }
            }
            let total = row[Int(watch.total)]
            let answer = row[Int(watch.answers)] &>> Int64(watch.bit) & 1 != 0
            if (watch.low <= total && total <= watch.high) != answer { return true }
        }
        return false
    }
}

extension Watches.Watch {
    fileprivate init(_ clause: WholeNumberComparison, _ index: Int, _ plan: Plan) {
        (low, high) = (clause.low, clause.high)
        total = Int32(clause.total)
        place = Int16(clause.cell.place)
        date = place < 0 ? -1 : Int32(plan.features.buckets[clause.cell.place].date)
        answers = Int32(plan.answersOffset + index / 64)
        bit = UInt8(index % 64)
    }
}
