/// What the path of an event reads of a ``Plan``, as trivial values: nothing here is counted.
///
/// It belongs to one table, which keeps the plan alive. Not copyable, so that it is always read in
/// place.
struct HotPlan: ~Copyable {
    /// A rule of a segment.
    struct Condition: BitwiseCopyable {
        let code: RuleReference
        /// The rule as a ``WholeNumberRule``, its first clause among ``HotPlan/clauses`` and their
        /// number; 0 = it is none.
        let firstClause, clauseCount: Int32
        let needsAll: Bool

        /// Its clauses.
        @inline(__always)
        var clauses: Range<Int> { Int(firstClause)..<Int(firstClause &+ clauseCount) }
    }

    /// One segment's rules and memory.
    struct Segment: BitwiseCopyable {
        let when: Condition
        let exitWhen: Condition?
        /// Whether the customer is inside exactly while `when` is true.
        let isPlain: Bool
        /// The clauses of both rules if nothing but a clause with another answer makes it necessary
        /// to evaluate them when an event comes; otherwise empty.
        let firstClause, clauseCount: Int32
        let minDwell: Int64
        let cooldown: Int64
        let changedAt: Int

        @inline(__always)
        var clauses: Range<Int> { Int(firstClause)..<Int(firstClause &+ clauseCount) }
    }

    /// The steps of each event type.
    let steps: GroupedArray<Step>
    let readers: FlatArray<Reader>
    let buckets: FlatArray<BucketList>
    /// The totals of each bucket list.
    let totals: GroupedArray<WindowTotal>
    /// Where a list of buckets or keys stands.
    struct ListPlace: BitwiseCopyable {
        /// Word of the row that holds it.
        let offset: Int
        /// Words of an entry.
        let stride: Int
    }

    let listPlaces: FlatArray<ListPlace>
    /// The lists into which events of each type go.
    let listsByType: GroupedArray<ListPlace>
    /// Content of a new bucket of each bucket list.
    let bucketTemplates: GroupedArray<Int64>
    let lists: FlatArray<KeyList>
    /// How features on models are read.
    let measures: FlatArray<Measure>
    /// The models that they ask for, if they are known; others take their places while the table
    /// lives.
    let models: FlatArray<FeatureModel?>
    let segments: FlatArray<Segment>
    /// The clauses of rules that are no more than that.
    let clauses: FlatArray<WholeNumberComparison>
    /// First of the words of a row with a bit for each of them.
    let answersOffset: Int
    /// The clauses that each event type touches.
    let watches: Watches
    /// The segments that each event type touches.
    let touched: GroupedArray<Int>
    /// The sets of customers; others take their places while the table lives.
    let customerLists: FlatArray<CustomerListReference>
    /// The churn alerts.
    let alerts: HotAlerts
    /// The clock's unit per bucket list and per key list, which change as well.
    let bucketUnits: FlatArray<TimeUnit.Span>
    let listUnits: FlatArray<TimeUnit.Span>

    init(_ plan: Plan) {
        steps = GroupedArray(plan.features.steps)
        readers = FlatArray(plan.features.readers)
        buckets = FlatArray(plan.features.buckets)
        totals = GroupedArray(plan.features.totals)
        let bucketPlaces = plan.features.buckets.map {
            ListPlace(offset: $0.offset, stride: $0.stride)
        }
        let keyPlaces = plan.features.lists.map {
            ListPlace(offset: $0.offset, stride: $0.shape.stride)
        }
        listPlaces = FlatArray(bucketPlaces + keyPlaces)
        listsByType = GroupedArray(
            plan.features.steps.map { steps in
                Set(steps.map(\.bucketList)).filter { $0 >= 0 }.sorted().map { bucketPlaces[$0] }
                    + Set(steps.map(\.keyList)).filter { $0 >= 0 }.sorted().map { keyPlaces[$0] }
            })
        bucketTemplates = GroupedArray(plan.features.bucketTemplates)
        lists = FlatArray(plan.features.lists)
        measures = FlatArray(plan.features.measures)
        models = FlatArray(plan.features.models.map { $0.model(among: plan.models) })
        var clauses: [WholeNumberComparison] = []
        let segments =
            zip(plan.book.segments, plan.wholeNumberRules).map { segment, rules in
                let first = clauses.count
                let when = Condition(segment.when, rules.when, &clauses)
                let exitWhen = segment.exitWhen.map { Condition($0, rules.exitWhen, &clauses) }
                return Segment(
                    when: when, exitWhen: exitWhen,
                    isPlain: segment.exitWhen == nil && segment.changedAt < 0,
                    firstClause: Int32(first),
                    clauseCount: rules.isLevel ? Int32(clauses.count - first) : 0,
                    minDwell: segment.minDwell, cooldown: segment.cooldown,
                    changedAt: segment.changedAt)
            }
        self.segments = FlatArray(segments)
        self.clauses = FlatArray(clauses)
        answersOffset = plan.answersOffset
        watches = Watches(plan, segments, clauses)
        touched = GroupedArray(plan.book.touched)
        customerLists = FlatArray(plan.lists.lists.map { CustomerListReference($0) })
        alerts = HotAlerts(plan)
        bucketUnits = FlatArray(plan.features.buckets.map { _ in .none })
        listUnits = FlatArray(plan.features.lists.map { _ in .none })
    }

    deinit {
        steps.free()
        readers.free()
        buckets.free()
        totals.free()
        listPlaces.free()
        listsByType.free()
        bucketTemplates.free()
        lists.free()
        measures.free()
        models.free()
        segments.free()
        clauses.free()
        touched.free()
        customerLists.free()
        alerts.free()
        watches.free()
        bucketUnits.free()
        listUnits.free()
    }
}

extension HotPlan.Condition {
    /// Adds the clauses of `rule`, if `program` is as simple as that, to those of the plan.
    fileprivate init(
        _ program: RuleProgram, _ rule: WholeNumberRule?,
        _ clauses: inout [WholeNumberComparison]
    ) {
        code = RuleReference(program.code)
        firstClause = Int32(clauses.count)
        clauses += rule?.clauses ?? []
        clauseCount = Int32(clauses.count) - firstClause
        needsAll = rule?.needsAll ?? true
    }
}
