/// All profiles of one shard: rows in a slab, lists beside them, an index by customer id, timers.
///
/// It has one owner and is never copied. Deterministic: the same events and instants give the same
/// rows and the same answers. A profile costs its row (``Plan/rowBytes``), 16 bytes of index, its
/// id, and its buckets and keys.
public struct ProfileTable: ~Copyable {
    /// The compiled configuration.
    public let plan: Plan
    /// The shard's clock: time has passed up to here.
    public internal(set) var clock = Instant.distantPast
    /// What was met on the way.
    public internal(set) var counters = Counters()
    /// Members of each segment.
    public internal(set) var members: [Int]

    /// Times that each segment was entered.
    public internal(set) var entries: [Int]
    /// Times that each segment was left.
    public internal(set) var exits: [Int]

    /// Counts flaps, where the plan says so.
    var flapCounter: FlapCounter?

    /// Times that each segment was left within 24 hours of being entered; nil = not counted.
    public var flaps: [Int]? { flapCounter?.flaps }

    /// Things that are counted because nobody else would notice them.
    public struct Counters: Sendable, Equatable {
        /// Events whose id the profile remembered.
        public var duplicates = 0
        /// Events older than the shard's clock.
        public var late = 0
        /// Late events that have left every window: they count in lifetime features only.
        public var veryLate = 0
        /// Events that lack a field which a feature reads.
        public var missingFields = 0
        /// Values that found their tally or set full.
        public var limited = 0
        /// Rule evaluations that ended in an error (division by zero, overflow).
        public var evaluationErrors = 0
    }

    /// Segments entered by the last evaluation, ascending.
    package internal(set) var entered: [Int] = []
    /// Segments left by the last evaluation, ascending.
    package internal(set) var exited: [Int] = []
    /// The earliest instant at which time alone changes a segment of the profile whose segments
    /// changed last, exactly, as of that change.
    package internal(set) var nextChangeAt = Instant.never
    /// What the last evaluation did to episodes of churn alerts, ascending by alert.
    package internal(set) var alertChanges: [AlertChange] = []
    /// How each churn alert has turned out.
    public internal(set) var tallies: [EpisodeTally]
    /// Rows touched since the last ``endCycle()``.
    package internal(set) var touched: [Int] = []
    /// Ids of the profiles that were erased since the last ``endCycle()``.
    package internal(set) var erased: [[UInt8]] = []

    /// The sets of customers that rules ask about.
    package internal(set) var customerLists: CustomerLists
    /// What is known of personas; nil if there are none.
    var personas: PersonaBoard?
    let hotPlan: HotPlanReference
    /// What the path of an event reads of the plan.
    @inline(__always)
    var hot: HotPlan {
        _read { yield hotPlan.plan }
    }
    let calendar: CalendarReference
    var slab: Slab
    var pool = BlockPool()
    var index = KeyIndex()
    let symbols = SymbolReference()
    var timers = TimerQueue()
    /// Until when the clock's units of time hold.
    var unitsHoldUntil = Instant.distantPast
    /// Number of the open commit cycle, odd: the mark of rows that it touched.
    ///
    /// The even number below is the mark of rows of which the undo log has an image.
    var cycle: Int64 = 3
    var undo = UndoLog()
    var lookahead = LookAhead()
    /// Number of texts at which those that nobody refers to are looked for.
    var textsAtReclaim = ProfileTable.fewTexts
    /// Of no use but that it makes the table a value that is passed by address: one of this size
    /// whose layout were known would be copied for every call that borrows it.
    private let addressed: any Sendable = ()
    /// Rows of removed profiles, to be used again.
    var freeRows: [Int] = []

    /// Makes an empty table.
    public init(plan: Plan) {
        self.plan = plan
        customerLists = plan.lists
        hotPlan = HotPlanReference(HotPlan(plan))
        calendar = CalendarReference(plan.calendarBox)
        slab = Slab(wordsPerRow: plan.features.rowWords)
        members = [Int](repeating: 0, count: plan.book.segments.count)
        entries = members
        exits = members
        tallies = plan.alerts.alerts.map { _ in EpisodeTally() }
        personas = plan.personas.map {
            PersonaBoard($0, plan.features.schema, plan.features.definitions)
        }
        personas?.replace(plan.personaModel)
        if plan.countsFlaps { flapCounter = FlapCounter(segments: members.count) }
    }

    deinit {
        hotPlan.free()
        symbols.free()
    }

    /// Number of profiles.
    public var count: Int { slab.count - freeRows.count }

    /// The rows in use, in the order in which their memory was set aside.
    package var rows: [Int] {
        if freeRows.isEmpty { return Array(0..<slab.count) }
        let free = Set(freeRows)
        return (0..<slab.count).filter { !free.contains($0) }
    }

    /// Bytes of memory that profiles take: rows, lists and index.
    public var bytes: Int { slab.bytes + pool.bytes + index.bytes }

    /// The row of a customer, if there is one.
    package func find(_ customer: Span<UInt8>) -> Int? {
        find(customer, TextKey(customer))
    }

    /// The row of a customer; a new one if there is none.
    package mutating func findOrInsert(_ customer: Span<UInt8>) -> (row: Int, isNew: Bool) {
        findOrInsert(customer, TextKey(customer))
    }

    @inline(never)
    mutating func findOrInsert(
        _ customer: Span<UInt8>, _ key: TextKey
    ) -> (row: Int, isNew: Bool) {
        if let row = find(customer, key) { return (row, false) }
        return (insert(customer, key), true)
    }

    func find(_ customer: Span<UInt8>, _ key: TextKey) -> Int? {
        var slot = index.home(key.hash)
        while let row = index.next(key.hash, &slot) {
            if RowHeader.names(customer, key, slab.row(row), pool.view) { return row }
        }
        return nil
    }

    mutating func insert(_ customer: Span<UInt8>, _ key: TextKey) -> Int {
        let row = freeRows.popLast() ?? slab.append()
        let words = slab.row(row)
        for (offset, word) in plan.template.enumerated() { words[offset] = word }
        words[RowHeader.customer] = key.low
        words[RowHeader.customer + 1] = key.high
        if !key.isWhole {
            var id = WordList(0)
            id.write(customer, &pool)
            words[RowHeader.customer] = id.word
        }
        words[RowHeader.deadline] = Instant.never.milliseconds
        words[RowHeader.wake] = Instant.never.milliseconds
        index.insert(key.hash, row)
        noteAdded(row, words)
        return row
    }

    /// Removes a profile and all that is known of it; nothing happens if there is none.
    package mutating func remove(_ customer: Span<UInt8>) {
        guard let row = find(customer, TextKey(customer)) else { return }
        let words = slab.row(row)
        noteRemoved(row, words)
        vacate(row, words)
    }

    /// Gives back a row and all that belongs to it.
    mutating func vacate(_ row: Int, _ words: Words) {
        index.remove(hash(of: row), row)
        forget(row, words)
        if words[RowHeader.customer + 1] == -1 {
            var id = WordList(words[RowHeader.customer])
            id.free(&pool)
        }
        // Without a wake-up of its own, what is left of the row in the timer queue is passed over.
        words.clear(plan.features.rowWords)
        words[RowHeader.wake] = Instant.never.milliseconds
        words[RowHeader.deadline] = Instant.never.milliseconds
        freeRows.append(row)
    }

    /// Makes a row that is not in the index findable.
    mutating func indexRow(_ row: Int) { index.insert(hash(of: row), row) }

    private func hash(of row: Int) -> UInt64 {
        let words = slab.row(row)
        let (low, high) = (words[RowHeader.customer], words[RowHeader.customer + 1])
        return high != -1 ? ByteHash.hash(low, high) : TextKey(customer(row)).hash
    }

    /// The customer id of `row`.
    @_lifetime(borrow self)
    package func customer(_ row: Int) -> Span<UInt8> {
        let words = slab.row(row)
        let high = words[RowHeader.customer + 1]
        if high != -1 { return words.bytes(Int(high >> 56), of: self) }
        let id = WordList(words[RowHeader.customer])
        return id.entries(pool).bytes(id.count, of: self)
    }

    /// Lends the customer id of `row`.
    @inline(__always)
    package func withCustomer<Result>(_ row: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        body(customer(row))
    }

    /// Notes that `row` changed in the open commit cycle.
    @inline(__always)
    mutating func touch(_ row: Int, _ words: Words) {
        let word = words[RowHeader.sequence]
        if word >> 32 != cycle {
            words[RowHeader.sequence] = word & 0xFFFF_FFFF | cycle << 32
            touched.append(row)
        }
    }

    /// Forgets which rows were touched: they are committed.
    package mutating func endCycle() {
        touched.removeAll(keepingCapacity: true)
        if !erased.isEmpty { erased.removeAll() }
        cycle += 2
        if cycle > 0x7FFF_FFFF { restartCycles() }
        if undo.isOn {
            undo.removeAll()
            undo.totals = UndoLog.Totals(
                clock: clock, counters: counters, members: members, entries: entries, exits: exits,
                tallies: tallies, personas: personas?.tally ?? PersonaTally())
        }
        // Not before there is nothing to go back to: images refer to texts as well.
        reclaimTexts()
    }

    /// Begins to count anew, before the marks of cycles long past mean something again.
    private mutating func restartCycles() {
        cycle = 3
        for row in 0..<slab.count { slab.row(row)[RowHeader.sequence] &= 0xFFFF_FFFF }
    }

    /// Sequence number of the row's last segment change.
    package func sequence(_ row: Int) -> Int {
        Int(slab.row(row)[RowHeader.sequence] & 0xFFFF_FFFF)
    }

    /// Whether the customer is in `segment`.
    @inline(__always)
    package func isMember(_ row: Int, of segment: Int) -> Bool {
        slab.row(row)[RowHeader.membership + segment >> 6] >> (Int64(segment) & 63) & 1 != 0
    }

    /// An instant up to which time alone changes nothing of the row's segments, unless an event
    /// comes and brings it nearer; see ``nextChange(_:at:)`` for the exact one.
    package func deadline(_ row: Int) -> Instant {
        Instant(milliseconds: slab.row(row)[RowHeader.deadline])
    }
}
