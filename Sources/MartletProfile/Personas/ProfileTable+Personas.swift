/// Finding personas anew when it matters.
extension ProfileTable {
    /// Looks whether event `index`, which was just folded in, makes a persona be found anew.
    ///
    /// Costs a comparison if no trigger looks at events of its type.
    ///
    /// - Parameters:
    ///   - row: The customer's row, whose segments have been evaluated.
    ///   - batch: The events at hand.
    ///   - index: The event.
    ///   - isNew: Whether it is the customer's first event.
    ///   - hasChanged: Whether the customer entered or left a segment.
    ///   - now: The shard's clock.
    /// - Returns: Whether it was: see ``personaRefresh``.
    package mutating func updatePersona(
        _ row: Int, _ batch: borrowing EventBatch, _ index: Int, isNew: Bool, hasChanged: Bool,
        at now: Instant
    ) -> Bool {
        guard let board = personas else { return false }
        let type = batch.heads[index].type
        let isNamed = type != EventSchema.unnamed
        let triggers = isNamed ? board.triggers[Int(type)] : []
        let touches = isNew || isNamed && board.touchesForecasts[Int(type)]
        guard touches || hasChanged || !triggers.isEmpty else { return false }
        let words = slab.row(row)
        var first = hasChanged ? segmentTrigger(board) : nil
        // Every trigger takes note of the event; the first of the definition names the refresh.
        for trigger in triggers where fires(trigger, row, words, batch, index, at: now) {
            first = min(first ?? trigger.index, trigger.index)
        }
        var fired = first.map { PersonaRefresh.Trigger.event($0) }
        if touches { fired = follow(row, words, fired, at: now) }
        guard let fired else { return false }
        return refresh(row, words, fired, at: now)
    }

    /// Looks whether time, another configuration or list, or a change of segments by these makes a
    /// persona be found anew.
    ///
    /// - Parameters:
    ///   - row: The customer's row, whose segments have been evaluated.
    ///   - hasChanged: Whether the customer entered or left a segment.
    ///   - now: The deadline, or the shard's clock.
    /// - Returns: Whether it was: see ``personaRefresh``.
    package mutating func updatePersona(_ row: Int, hasChanged: Bool, at now: Instant) -> Bool {
        guard let board = personas else { return false }
        let words = slab.row(row)
        preserve(row, words)
        var fired: PersonaRefresh.Trigger?
        if hasChanged { fired = segmentTrigger(board).map { .event($0) } }
        fired = follow(row, words, fired, at: now)
        guard let fired else { return false }
        return refresh(row, words, fired, at: now)
    }

    /// The last refresh; of the last update that made one.
    package var personaRefresh: PersonaRefresh? { personas?.last }

    /// The number of the row's last refresh.
    package func personaSequence(_ row: Int) -> Int {
        guard let layout = plan.personas?.layout else { return 0 }
        return Int(slab.row(row)[layout.state] & 0xFFFF_FFFF)
    }

    /// The name of the customer's persona; nil before the first refresh.
    package func persona(_ row: Int) -> String? {
        guard let board = personas else { return nil }
        return board.names[PersonaTable.code(slab.row(row), board.book.layout)]
    }

    /// The name of a persona in a refresh.
    package func personaName(_ part: PersonaRefresh.Part) -> String? {
        guard let board = personas, let last = board.last else { return nil }
        switch part {
        case .persona: return board.names[last.persona]
        case .previous: return board.names[last.previous]
        case .runnerUp: return board.names[last.runnerUp]
        }
    }
}

extension PersonaRefresh {
    /// A persona that a refresh names.
    package enum Part { case persona, previous, runnerUp }
}

/// Reading the words of a row.
enum PersonaTable {
    /// Code of the customer's persona.
    static func code(_ words: Words, _ layout: PersonaLayout) -> UInt32 {
        UInt32(truncatingIfNeeded: words[layout.state] >> 32)
    }
}

extension ProfileTable {
    /// Index of the first trigger that looks at a segment which the last evaluation changed.
    private func segmentTrigger(_ board: PersonaBoard) -> Int? {
        for trigger in board.segmentTriggers {
            guard case .segments(let segments) = trigger.condition else { continue }
            if entered.contains(where: segments.contains)
                || exited.contains(where: segments.contains)
            {
                return trigger.index
            }
        }
        return nil
    }

    /// Takes note of an event; whether it fires the trigger.
    private mutating func fires(
        _ trigger: PersonaTrigger, _ row: Int, _ words: Words, _ batch: borrowing EventBatch,
        _ index: Int, at now: Instant
    ) -> Bool {
        switch trigger.condition {
        case .rule(let program, let fields):
            let event = EventFacts(batch, index, fields, calendar)
            let facts = TriggerFacts(profile: ProfileFacts(self, words), event: event)
            let verdict = program.verdict(facts, at: now)
            if verdict.error != nil { counters.evaluationErrors += 1 }
            return verdict.truth == .yes
        case .first(let bit):
            guard let flags = plan.personas?.layout.flags, words[flags] & bit == 0 else {
                return false
            }
            words[flags] |= bit
            return true
        case .unusual(let condition, let field, let word):
            let value = batch.values[index * batch.fieldCount + field]
            guard value.kind == .number else { return false }
            if plan.collectsNumbers, condition.quantile != nil {
                personas?.tally.numbers[trigger.index, default: QuantileSketch()]
                    .add(Double(value.bits) / 1_000_000)
            }
            let (count, sum) = (words[word], words[word + 1])
            words[word] = count + 1
            words[word + 1] = Cell.sum(sum, value.bits)
            guard count >= condition.minimum,
                Double(value.bits) > condition.times * Double(sum) / Double(count)
            else { return false }
            guard condition.quantile != nil else { return true }
            guard let name = plan.personas?.definition.triggers[trigger.index].name,
                let threshold = personas?.model?.thresholds[name]
            else { return false }
            return Double(value.bits) / 1_000_000 > threshold
        case .changes(let feature, let word):
            let code = valueCode(feature, row, now)
            guard code != 0, code != words[word] else { return false }
            defer { words[word] = code }
            return words[word] != 0
        case .segments: return false
        }
    }

    /// Brings forecasts and schedule up to date, and with them the deadline.
    ///
    /// - Returns: What fired before, or what has fired now.
    private mutating func follow(
        _ row: Int, _ words: Words, _ before: PersonaRefresh.Trigger?, at now: Instant
    ) -> PersonaRefresh.Trigger? {
        guard let board = personas else { return before }
        let layout = board.book.layout
        let facts = ProfileFacts(self, words)
        let flags = words[layout.flags]
        var fired = before
        var until = Instant.never
        var isMoved = false
        for (index, forecast) in board.book.forecasts.enumerated() {
            let verdict = forecast.verdict(facts, at: now)
            if verdict.error != nil { counters.evaluationErrors += 1 }
            until = min(until, verdict.until)
            let bit = Int64(1) << Int64(index)
            let holds = verdict.truth == .yes
            guard holds != (words[layout.flags] & bit != 0) else { continue }
            words[layout.flags] ^= bit
            if holds { fired = fired ?? .forecast(index) }
        }
        if layout.next >= 0, let interval = board.book.definition.interval {
            let next = words[layout.next]
            if next == 0 || next <= now.milliseconds {
                if next != 0 { fired = fired ?? .schedule }
                let mark = withCustomer(row) { CustomerMark.mark($0) }
                words[layout.next] =
                    CustomerMark.refresh(mark, every: interval, after: now).milliseconds
                isMoved = true
            }
            until = min(until, Instant(milliseconds: words[layout.next]))
        }
        // It counts even if there is nothing to tell: another shard must not see to it again.
        if isMoved || words[layout.flags] != flags { touch(row, words) }
        setPersonaDeadline(row, words, until)
        return fired
    }

    /// A number that tells values of a feature apart; 0 = it has none.
    private func valueCode(_ feature: Int, _ row: Int, _ now: Instant) -> Int64 {
        var hash = ValueHash()
        let (value, keys) = value(feature, row, now)
        switch value {
        case .unknown: return 0
        case .count(let count): hash.add(count)
        case .decimal(let number): hash.add(number.millionths)
        case .double(let number): hash.add(Int64(bitPattern: number.bitPattern))
        case .truth(let truth): hash.add(truth ? 1 : 0)
        case .instant(let instant): hash.add(instant.milliseconds)
        case .text(let symbol): hash.add(text(symbol))
        case .tally:
            for entry in keys {
                hash.add(text(entry.key))
                hash.add(entry.count)
            }
        case .top: for entry in keys { hash.add(text(entry.key)) }
        case .rhythm(let rhythm, let gaps):
            hash.add(Int64(bitPattern: rhythm.mean.bitPattern))
            hash.add(Int64(bitPattern: rhythm.spread.bitPattern))
            hash.add(Int64(gaps))
        case .scores(let scores): hash.add(Int64(scores.score))
        }
        return hash.code
    }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits, over parts of a value.
private struct ValueHash {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The code; never 0.
    var code: Int64 { Int64(bitPattern: max(1, hash)) }

    mutating func add(_ number: Int64) {
        for shift in stride(from: Int64(0), to: 64, by: 8) {
            add(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// The bytes, and their number so that texts that follow one another stay apart.
    mutating func add(_ bytes: Span<UInt8>) {
        for index in bytes.indices { add(bytes[index]) }
        add(Int64(bytes.count))
    }

    private mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
