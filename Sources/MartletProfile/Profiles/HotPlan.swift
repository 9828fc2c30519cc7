/// What the path of an event reads of a ``Plan``, as trivial values: nothing here is counted.
///
/// It belongs to one table, which keeps the plan alive. Not copyable, so that it is always read in
/// place.
struct HotPlan: ~Copyable {
    /// One segment's rule and memory.
    struct Segment: BitwiseCopyable {
        let when: RuleReference
        /// `when` as a ``WholeNumberRule``, its first clause among ``HotPlan/clauses`` and their
        /// number; 0 = it is none.
        let firstClause, clauseCount: Int32
        let needsAll: Bool
        let exitWhen: RuleReference?
        /// Whether the customer is inside exactly while `when` is true.
        let isPlain: Bool
        let minDwell: Int64
        let cooldown: Int64
        let changedAt: Int
    }

    /// The steps of all event types.
    let steps: FlatArray<Step>
    /// Where the steps of each event type begin; one more entry at the end.
    let stepStarts: FlatArray<Int>
    let readers: FlatArray<Reader>
    let buckets: FlatArray<BucketList>
    /// Words of the row that hold bucket and key lists.
    let listOffsets: FlatArray<Int>
    /// Content of a new bucket of each bucket list, one after the other.
    let bucketTemplates: FlatArray<Int64>
    /// Where the buckets of each bucket list begin in it.
    let templateStarts: FlatArray<Int>
    let lists: FlatArray<KeyList>
    let segments: FlatArray<Segment>
    /// The clauses of rules that are no more than that.
    let clauses: FlatArray<WholeNumberComparison>
    /// The segments that each event type touches.
    let touched: FlatArray<Int>
    /// Where they begin for each event type; one more entry at the end.
    let touchedStarts: FlatArray<Int>
    /// The sets of customers; others take their places while the table lives.
    let customerLists: FlatArray<CustomerListReference>
    /// The clock's unit per bucket list and per key list, which change as well.
    let bucketUnits: FlatArray<TimeUnit.Span>
    let listUnits: FlatArray<TimeUnit.Span>

    init(_ plan: Plan) {
        steps = FlatArray(plan.features.steps)
        stepStarts = FlatArray(plan.features.stepStarts)
        readers = FlatArray(plan.features.readers)
        buckets = FlatArray(plan.features.buckets)
        listOffsets = FlatArray(
            plan.features.buckets.map(\.offset) + plan.features.lists.map(\.offset))
        let templates = plan.features.bucketTemplates
        bucketTemplates = FlatArray(templates.flatMap { $0 })
        templateStarts = FlatArray(
            templates.indices.map { templates[..<$0].reduce(0) { $0 + $1.count } })
        lists = FlatArray(plan.features.lists)
        var clauses: [WholeNumberComparison] = []
        segments = FlatArray(
            plan.book.segments.map { segment in
                let rule = WholeNumberRule(segment.when.code, plan.features.readers)
                let first = clauses.count
                clauses += rule?.clauses ?? []
                return Segment(
                    when: RuleReference(segment.when.code),
                    firstClause: Int32(first), clauseCount: Int32(clauses.count - first),
                    needsAll: rule?.needsAll ?? true,
                    exitWhen: segment.exitWhen.map { RuleReference($0.code) },
                    isPlain: segment.exitWhen == nil && segment.changedAt < 0,
                    minDwell: segment.minDwell, cooldown: segment.cooldown,
                    changedAt: segment.changedAt)
            })
        self.clauses = FlatArray(clauses)
        touched = FlatArray(plan.book.touched)
        touchedStarts = FlatArray(plan.book.touchedStarts)
        customerLists = FlatArray(plan.lists.lists.map { CustomerListReference($0) })
        bucketUnits = FlatArray(plan.features.buckets.map { _ in .none })
        listUnits = FlatArray(plan.features.lists.map { _ in .none })
    }

    deinit {
        steps.free()
        stepStarts.free()
        readers.free()
        buckets.free()
        listOffsets.free()
        bucketTemplates.free()
        templateStarts.free()
        lists.free()
        segments.free()
        clauses.free()
        touched.free()
        touchedStarts.free()
        customerLists.free()
        bucketUnits.free()
        listUnits.free()
    }
}
