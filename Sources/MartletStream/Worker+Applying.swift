public import MartletProfile
import MartletWire

extension Worker where Log: ~Copyable {
    /// Records decoded and applied together, so that the memory of their profiles is fetched
    /// together.
    private var group: Int { 128 }

    /// Applies the records of the batch, partition by partition as they stand in it.
    ///
    /// - Returns: How many there were.
    mutating func apply() -> Int {
        guard !batch.records.isEmpty else { return 0 }
        let now = plan.clock == .wall ? clock.wall() : nil
        let latest =
            now.map { Instant(milliseconds: $0.milliseconds + plan.maximumFuture) } ?? .never
        var start = 0
        while start < batch.records.count {
            let partition = batch.records[start].partition
            var end = start + 1
            while end < batch.records.count, end - start < group,
                batch.records[end].partition == partition
            { end += 1 }
            if let shard = shards.first(where: { $0.partition == partition }) {
                decode(start..<end, shard, latest)
                shard.apply(events, now: now, encoder, into: &outputs)
            }
            start = end
        }
        return batch.records.count
    }

    /// Decodes records into the event batch; those that are no events become dead letters.
    private mutating func decode(_ range: Range<Int>, _ shard: Shard, _ latest: Instant) {
        events.removeAll()
        // Records and offsets are taken out meanwhile: reached through `self` and through the
        // shard, they would be counted and checked for every record.
        var batch = RecordBatch()
        swap(&batch, &self.batch)
        var offsets: [Int64] = []
        swap(&offsets, &shard.offsets)
        for index in range {
            let record = batch.records[index]
            let input = Int(record.input)
            // Delivered again after a rewind, or restored together with its effects.
            if record.offset < offsets[input] { continue }
            offsets[input] = record.offset + 1
            counters.records += 1
            if record.value.isNull {
                counters.tombstones += 1
                continue
            }
            let origin = EventBatch.Origin(
                input: record.input, partition: record.partition, offset: record.offset)
            let value = record.value.start..<record.value.start + record.value.count
            let rejection = decoder.decode(
                batch.bytes.span.extracting(value), origin: origin, fixedType: fixedTypes[input],
                latest: latest, into: &events)
            if let rejection { reject(record, of: batch, rejection) }
        }
        swap(&offsets, &shard.offsets)
        swap(&batch, &self.batch)
    }

    @inline(never)
    private mutating func reject(
        _ record: RecordBatch.Record, of batch: borrowing RecordBatch, _ rejection: Rejection
    ) {
        counters.deadLetters[rejection.reason, default: 0] += 1
        encoder.appendDeadLetter(
            rejection, record, of: batch, topic: plan.inputs[Int(record.input)].topic,
            to: &outputs)
    }

    /// Lets time pass in shards that go by the wall clock.
    ///
    /// - Returns: How many segment changes that made.
    mutating func passTime() -> Int {
        guard plan.clock == .wall else { return 0 }
        let before = changes
        pass(shardsTo: clock.wall())
        return changes - before
    }

    /// Segment changes of the shards so far.
    private var changes: Int { shards.reduce(0) { $0 + $1.changes } }

    /// Moves the clock of every shard on, firing the deadlines on the way.
    ///
    /// - Throws: A ``LogError`` after which there is nothing to do but stop.
    public mutating func pass(to instant: Instant) throws(LogError) {
        pass(shardsTo: instant)
        let now = clock.monotonic()
        try perform(cycle.handle(.worked(records: outputs.records.count, now: now)))
    }

    private mutating func pass(shardsTo instant: Instant) {
        for index in shards.indices {
            events.removeAll()
            shards[index].pass(to: instant, events, encoder, into: &outputs)
        }
    }

    /// How long a poll may wait: until the open work is due, the next deadline, or 100 ms.
    mutating func pollTimeout() -> Int {
        if isChangingLists { return 0 }
        var timeout = min(100, cycle.timeLeft(now: clock.monotonic()) ?? 100)
        if plan.clock == .wall, let next = shards.map({ $0.table.firstWake }).min(), next != .never
        {
            timeout = min(timeout, max(0, next.milliseconds - clock.wall().milliseconds))
        }
        return Int(timeout)
    }
}
