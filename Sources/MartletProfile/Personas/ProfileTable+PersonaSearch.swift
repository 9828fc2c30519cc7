/// Finding a customer's persona.
extension ProfileTable {
    /// Finds the persona of a customer and takes note of it.
    ///
    /// - Returns: Whether there is anything to tell: not before clusters are fitted, and of a new
    ///   model or configuration only if the customer has another persona.
    mutating func refresh(
        _ row: Int, _ words: Words, _ trigger: PersonaRefresh.Trigger, at now: Instant
    ) -> Bool {
        guard let board = personas,
            var found = search(ProfileFacts(self, words), board, words, trigger, at: now)
        else { return false }
        let layout = board.book.layout
        found.previous = PersonaTable.code(words, layout)
        if !found.isChange, trigger == .modelChange || trigger == .ruleChange { return false }
        let sequence = words[layout.state] & 0xFFFF_FFFF
        words[layout.state] = Int64(found.persona) << 32 | (sequence + 1) & 0xFFFF_FFFF
        personas?.tally.leave(found.previous)
        personas?.tally.enter(found.persona)
        personas?.tally.refreshes += 1
        personas?.last = found
        touch(row, words)
        return true
    }

    private mutating func search(
        _ facts: ProfileFacts, _ board: PersonaBoard, _ words: Words,
        _ trigger: PersonaRefresh.Trigger, at now: Instant
    ) -> PersonaRefresh? {
        let values = board.model == nil ? [] : self.values(facts, board.book, at: now)
        let unassigned = PersonaCode.code(PersonaDefinition.unassigned)
        var refresh = PersonaRefresh(
            trigger: trigger, persona: unassigned, previous: PersonaCode.none,
            runnerUp: PersonaCode.none, traits: board.model?.traits(values) ?? [])
        guard let settings = board.book.definition.clusters else {
            let matches = matches(facts, board.book, at: now)
            if let first = matches.first { refresh.persona = PersonaCode.code(first) }
            if matches.count > 1 { refresh.runnerUp = PersonaCode.code(matches[1]) }
            return refresh
        }
        guard let model = board.model else { return nil }
        guard values.contains(where: { $0 != nil }) else { return refresh }
        let code = PersonaTable.code(words, board.book.layout)
        let finding = model.find(
            model.standardised(values), current: board.codes.firstIndex(of: code), settings)
        if let cluster = finding.cluster { refresh.persona = board.codes[cluster] }
        refresh.distance = finding.distance
        refresh.runnerUp = finding.runnerUp.map { board.codes[$0] } ?? PersonaCode.none
        refresh.runnerUpDistance = finding.runnerUpDistance
        return refresh
    }

    /// The first two personas whose rules hold.
    private mutating func matches(
        _ facts: ProfileFacts, _ book: PersonaBook, at now: Instant
    ) -> [String] {
        var names: [String] = []
        for (rule, program) in zip(book.definition.rules, book.rules) where names.count < 2 {
            let verdict = program.verdict(facts, at: now)
            if verdict.error != nil { counters.evaluationErrors += 1 }
            if verdict.truth == .yes { names.append(rule.name) }
        }
        return names
    }

    /// What the customer in `row` is compared by, at `now`; nil = it is not known.
    package func personaValues(_ row: Int, at now: Instant) -> [Double?] {
        guard let book = plan.personas else { return [] }
        return values(ProfileFacts(self, slab.row(row)), book, at: now)
    }

    private func values(
        _ facts: ProfileFacts, _ book: PersonaBook, at now: Instant
    ) -> [Double?] {
        book.values.map { program in
            let number = program.value(facts, at: now).value.number
            guard number.isNumeric, number.double.isFinite else { return nil }
            return number.double
        }
    }
}

/// The deadline of personas, and other models.
extension ProfileTable {
    /// The earliest instant at which time alone may make a refresh necessary.
    package func personaDeadline(_ row: Int) -> Instant {
        guard plan.personaDeadline >= 0 else { return .never }
        return Instant(milliseconds: slab.row(row)[plan.personaDeadline])
    }

    /// Sets that instant and sees to a wake-up.
    mutating func setPersonaDeadline(_ row: Int, _ words: Words, _ deadline: Instant) {
        words[plan.personaDeadline] = deadline.milliseconds
        wake(row, words, deadline)
    }

    /// Computes the deadline of a profile's persona anew, after a restore.
    ///
    /// - Returns: Whether all forecasts are as they were when the profile was written.
    mutating func schedulePersona(_ row: Int) -> Bool {
        guard let board = personas else { return true }
        let words = slab.row(row)
        let layout = board.book.layout
        let facts = ProfileFacts(self, words)
        var until = Instant.never
        var isSettled = true
        for (index, forecast) in board.book.forecasts.enumerated() {
            let verdict = forecast.verdict(facts, at: clock)
            let held = words[layout.flags] >> Int64(index) & 1 != 0
            if (verdict.truth == .yes) != held { isSettled = false }
            until = min(until, verdict.until)
        }
        if layout.next >= 0, let interval = board.book.definition.interval {
            let mark = withCustomer(row) { CustomerMark.mark($0) }
            let next = CustomerMark.refresh(mark, every: interval, after: clock).milliseconds
            // What is due stays due; what the schedule of another configuration says does not.
            if words[layout.next] == 0 || words[layout.next] > clock.milliseconds {
                words[layout.next] = next
            }
            until = min(until, Instant(milliseconds: words[layout.next]))
        }
        setPersonaDeadline(row, words, until)
        return isSettled
    }

    /// Counts the persona of a row that comes from a record, or that goes.
    mutating func countPersona(_ words: Words, isEntering: Bool) {
        guard let layout = plan.personas?.layout else { return }
        let code = PersonaTable.code(words, layout)
        if isEntering { personas?.tally.enter(code) } else { personas?.tally.leave(code) }
    }

    /// Puts a model in the place of the one that personas are found by.
    ///
    /// Nobody's persona changes by that: see ``applyModel(_:)``.
    package mutating func replace(_ model: PersonaModel?) { personas?.replace(model) }

    /// Finds the persona of a customer by a new model.
    ///
    /// - Returns: Whether it is another one: see ``personaRefresh``.
    package mutating func applyModel(_ row: Int) -> Bool {
        let words = slab.row(row)
        guard isInUse(row) else { return false }
        preserve(row, words)
        return refresh(row, words, .modelChange, at: clock)
    }

    /// Whether a row is somebody's; one that is not was cleared.
    package func isInUse(_ row: Int) -> Bool { slab.row(row)[RowHeader.customer + 1] != 0 }

    /// Finds a persona again after rules or lists have changed.
    ///
    /// - Returns: Whether it is another one: see ``personaRefresh``.
    package mutating func reconsiderPersona(_ row: Int) -> Bool {
        guard let board = personas, board.book.definition.clusters == nil else { return false }
        let words = slab.row(row)
        guard PersonaTable.code(words, board.book.layout) != PersonaCode.none else { return false }
        preserve(row, words)
        return refresh(row, words, .ruleChange, at: clock)
    }

    /// Profiles whose persona is another one by the rules of today; costs an evaluation of each.
    package mutating func outdatedPersonas() -> [Int] {
        guard let board = personas, board.book.definition.clusters == nil else { return [] }
        var found: [Int] = []
        for row in rows {
            let words = slab.row(row)
            let code = PersonaTable.code(words, board.book.layout)
            guard code != PersonaCode.none else { continue }
            let first = matches(ProfileFacts(self, words), board.book, at: clock).first
            if code != PersonaCode.code(first ?? PersonaDefinition.unassigned) { found.append(row) }
        }
        return found
    }

    /// The fitted model.
    public var personaModel: PersonaModel? { personas?.model }

    /// Its fingerprint.
    package var personaFingerprint: String? { personas?.fingerprint }

    /// Customers of each persona by name, sorted, those without customers included.
    public var personaMembers: [(name: String, members: Int)] {
        guard let board = personas else { return [] }
        let codes = Set(board.tally.members.filter { $0.value > 0 }.keys)
            .union(board.codes).union(board.book.names.keys)
        return codes.compactMap { code in
            board.names[code].map { ($0, board.tally.members[code] ?? 0) }
        }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Numbers that triggers have looked at, by the trigger's name.
    public var personaNumbers: [String: QuantileSketch] {
        guard let board = personas else { return [:] }
        let triggers = board.book.definition.triggers
        return Dictionary(
            uniqueKeysWithValues: board.tally.numbers.map { (triggers[$0.key].name, $0.value) })
    }

    /// How often personas were found.
    public var personaRefreshes: Int { personas?.tally.refreshes ?? 0 }
}
