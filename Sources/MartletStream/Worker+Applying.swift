public import MartletProfile
import MartletWire

extension Worker where Log: ~Copyable {
    /// Records decoded and applied together, so that the memory of their profiles is fetched
    /// together.
    private var group: Int { 128 }

    /// Applies records of the batch, partition by partition as they stand in it, until the open
    /// work is as large as a transaction may be.
    ///
    /// - Returns: How many.
    mutating func apply() -> Int {
        guard hasRecords else { return 0 }
        let now = plan.clock == .wall ? wall() : nil
        let latest =
            now.map { Instant(milliseconds: $0.milliseconds + plan.maximumFuture) } ?? .never
        // Events refer to their payloads, which stay where they are meanwhile.
        swap(&batch.bytes, &events.text)
        let size = events.text.count
        let first = nextRecord
        while hasRecords, openBytes < cycle.limits.bytes {
            let start = nextRecord
            let partition = batch.records[start].partition
            let next = batch.records[start...].prefix(group)
            let end = next.firstIndex { $0.partition != partition } ?? next.endIndex
            if let shard = shards.first(where: { $0.partition == partition }) {
                events.removeAll(keepingText: size)
                decode(start..<end, shard, latest)
                shard.apply(
                    events, now: now, lag: plan.maximumFuture, slice: plan.timeSlice / 4, encoder,
                    into: &outputs)
            }
            nextRecord = end
        }
        events.removeAll(keepingText: size)
        swap(&batch.bytes, &events.text)
        return nextRecord - first
    }

    /// Whether records of the batch wait to be applied.
    var hasRecords: Bool { nextRecord < batch.records.count }

    /// About how many bytes the open work gives: outputs, and a changelog record per profile.
    var openBytes: Int {
        outputs.bytes.count
            + shards.reduce(0) { $0 + $1.table.touched.count } * plan.plan.rowBytes
    }

    /// Decodes records into the event batch; those that are no events become dead letters.
    private mutating func decode(_ range: Range<Int>, _ shard: Shard, _ latest: Instant) {
        payloads.removeAll(keepingCapacity: true)
        // Taken out meanwhile: reached through the shard, they would be checked for every record.
        var offsets: [Int64] = []
        swap(&offsets, &shard.offsets)
        Self.addPayloads(of: batch.records[range], fixedTypes, &offsets, &counters, &payloads)
        swap(&offsets, &shard.offsets)
        for (index, rejection) in decoder.decode(&payloads, latest: latest, into: &events) {
            reject(payloads[index].origin, among: range, rejection)
        }
    }

    /// Appends the payloads of records that are new and that have one.
    private static func addPayloads(
        of records: ArraySlice<RecordBatch.Record>, _ fixedTypes: [EventSchema.TypeID?],
        _ offsets: inout [Int64], _ counters: inout StreamCounters, _ payloads: inout [Payload]
    ) {
        payloads.append(addingCapacity: records.count) { payloads in
            let records = records.span
            var offsets = offsets.mutableSpan
            for index in records.indices {
                let record = records[index]
                let input = Int(record.input)
                // Delivered again after a rewind, or restored together with its effects.
                if record.offset < offsets[input] { continue }
                offsets[input] = record.offset + 1
                counters.records += 1
                if record.value.isNull {
                    counters.tombstones += 1
                    continue
                }
                payloads.append(
                    Payload(
                        bytes: record.value.start..<record.value.start + record.value.count,
                        origin: EventBatch.Origin(
                            input: record.input, partition: record.partition,
                            offset: record.offset), fixedType: fixedTypes[input]))
            }
        }
    }

    @inline(never)
    private mutating func reject(
        _ origin: EventBatch.Origin, among range: Range<Int>, _ rejection: Rejection
    ) {
        let record = batch.records[range].first {
            $0.offset == origin.offset && $0.input == origin.input
        }
        guard let record else { return }
        counters.deadLetters[rejection.reason, default: 0] += 1
        swap(&batch.bytes, &events.text)
        encoder.appendDeadLetter(
            rejection, record, of: batch, topic: plan.inputs[Int(record.input)].topic,
            to: &outputs)
        swap(&batch.bytes, &events.text)
    }

    /// The time of day, or that of the shards if the machine's clock was set back since.
    private mutating func wall() -> Instant {
        shards.reduce(clock.wall()) { max($0, $1.table.clock) }
    }

    /// Lets time pass in shards that go by the wall clock, a slice at a time.
    ///
    /// Where much is due it may end before all of it is done: then the next poll does not wait.
    ///
    /// - Returns: How many records and changed profiles there are to commit.
    mutating func passTime() -> Int {
        guard plan.clock == .wall else { return 0 }
        let before = openWork
        let now = wall()
        for index in shards.indices
        where openBytes < cycle.limits.bytes && !shards[index].isChangingRules {
            pass(shard: index, to: now)
        }
        return openWork - before
    }

    /// Changes of the shards so far, and profiles touched since the last commit: time may move a
    /// profile on without a record.
    private var openWork: Int {
        shards.reduce(0) { $0 + $1.changes + $1.alerts + $1.table.touched.count }
    }

    /// Moves the clock of every shard on, firing the deadlines on the way.
    ///
    /// - Throws: A ``LogError`` after which there is nothing to do but stop.
    public mutating func pass(to instant: Instant) throws(LogError) {
        for index in shards.indices {
            var isThere = false
            while !isThere {
                isThere = pass(shard: index, to: instant)
                try follow(worked(outputs.records.count))
            }
        }
    }

    /// - Returns: Whether the shard's clock stands at `instant` now.
    @discardableResult
    private mutating func pass(shard index: Int, to instant: Instant) -> Bool {
        events.removeAll()
        return shards[index].pass(
            to: instant, limit: plan.timeSlice, events, encoder, into: &outputs)
    }

    /// How long a poll may wait: until the open work is due, the next deadline, or 100 ms.
    mutating func pollTimeout() -> Int {
        if isChangingLists || isChangingRules || isChangingModels || isRestoring || !scans.isEmpty {
            return 0
        }
        var timeout = min(100, cycle.timeLeft(now: clock.monotonic()) ?? 100)
        if plan.clock == .wall, let next = shards.map(\.nextWake).min(), next != .never {
            timeout = min(timeout, max(0, next.milliseconds - clock.wall().milliseconds))
        }
        return Int(timeout)
    }
}
