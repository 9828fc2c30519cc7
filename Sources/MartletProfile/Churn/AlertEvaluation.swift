/// One change of an episode in the last evaluation of a profile.
package struct AlertChange: Sendable, Equatable {
    /// Index of the alert.
    package var alert: Int
    /// What happened.
    package var change: EpisodeChange
    /// Number of the customer's episode.
    package var episode: Int
    /// Severity that the episode has reached: index of the rung.
    package var level: Int
    /// Number of the record among those of the customer.
    package var sequence: Int
}

extension ProfileTable {
    /// Brings the episodes of `row` up to date; see ``alertChanges`` for what happened to them.
    ///
    /// - Returns: Nothing more happens to them before this instant unless an event comes.
    mutating func evaluateAlerts(_ row: Int, _ occasion: Occasion, at now: Instant) -> Instant {
        let words = slab.row(row)
        preserve(row, words)
        if !alertChanges.isEmpty { alertChanges.removeAll(keepingCapacity: true) }
        var until = Instant.never
        var pending = ~UInt64(0)
        if case .event(let type) = occasion {
            pending = type == EventSchema.unnamed ? 0 : hot.alerts.touched[Int(type)]
            // Alerts that were not touched keep their own deadlines: no later than the row's.
            let all: UInt64 = hot.alerts.alerts.count == 64 ? ~0 : 1 << hot.alerts.alerts.count - 1
            if pending & all != all { until = Instant(milliseconds: words[RowHeader.deadline]) }
        }
        for index in hot.alerts.alerts.indices where pending >> UInt64(index) & 1 != 0 {
            until = min(until, evaluateAlert(index, row, words, now))
        }
        return until
    }

    private mutating func evaluateAlert(
        _ index: Int, _ row: Int, _ words: Words, _ now: Instant
    ) -> Instant {
        let alert = hot.alerts.alerts[index]
        let before = state(of: alert, words)
        var state = before
        let signs = ProfileSigns(facts: ProfileFacts(self, words), alert: alert)
        let step = alert.machine.step(&state, signs, at: now)
        if step.failed { counters.evaluationErrors += 1 }
        if let lapse = step.lapse {
            tallies[index].note(lapse, horizon: alert.machine.horizon)
        }
        if let change = step.change {
            if change == .raised {
                state.decile = score(of: index, level: state.level, row, at: now).map {
                    min(9, Int($0 * 10))
                }
            }
            tallies[index].note(change, state, hadLapsed: step.hadLapsed)
            words[plan.alerts.sequence] += 1
            alertChanges.append(
                AlertChange(
                    alert: index, change: change, episode: state.episode, level: state.level,
                    sequence: Int(words[plan.alerts.sequence])))
        }
        if state != before {
            state.write(words, at: alert.offset, dated: alert.isDated)
            touch(row, words)
        }
        return step.until
    }

    private func state(of alert: HotAlerts.Alert, _ words: Words) -> EpisodeState {
        EpisodeState(words, at: alert.offset, dated: alert.isDated, rungs: alert.machine.rungs)
    }

    /// The state of one alert in a row.
    func episode(_ row: Int, of alert: Int) -> EpisodeState {
        state(of: hot.alerts.alerts[alert], slab.row(row))
    }

    /// When the alerts of `row` may change next, if no event comes; may be early.
    func nextAlertStep(_ words: Words, at now: Instant) -> Instant {
        var until = Instant.never
        for index in hot.alerts.alerts.indices {
            let alert = hot.alerts.alerts[index]
            let before = state(of: alert, words)
            var state = before
            let signs = ProfileSigns(facts: ProfileFacts(self, words), alert: alert)
            let step = alert.machine.step(&state, signs, at: now)
            // What is due already happens when the deadline is fired.
            until = min(until, state == before ? step.until : now)
        }
        return until
    }

    /// The earliest instant after `now` at which time alone changes an episode of the alert.
    package func nextChange(_ row: Int, ofAlert index: Int, at now: Instant) -> Instant {
        let alert = hot.alerts.alerts[index]
        let words = slab.row(row)
        let signs = ProfileSigns(facts: ProfileFacts(self, words), alert: alert)
        return alert.machine.change(of: state(of: alert, words), signs, from: now)
    }

    /// The score of an alert at a severity, 0 to 1; nil if its expression has no value.
    package func score(of index: Int, level: Int, _ row: Int, at now: Instant) -> Double? {
        let alert = plan.alerts.alerts[index]
        guard let program = alert.score else {
            return Double(level + 1) / Double(alert.severities.count + 1)
        }
        return number(program, row, at: now).map { min(1, max(0, $0)) }
    }

    /// What is at stake with the customer; nil if the alert does not say or it has no value.
    package func valueAtRisk(of index: Int, _ row: Int, at now: Instant) -> Double? {
        plan.alerts.alerts[index].valueAtRisk.flatMap { number($0, row, at: now) }
    }

    private func number(_ program: RuleProgram, _ row: Int, at now: Instant) -> Double? {
        let number = program.value(ProfileFacts(self, slab.row(row)), at: now).value.number
        guard number.isNumeric, number.double.isFinite else { return nil }
        return number.double
    }

    /// Counts the open episodes of a row in, or out.
    mutating func countEpisodes(_ row: Int, by count: Int) {
        for index in hot.alerts.alerts.indices where episode(row, of: index).phase == .open {
            tallies[index].openEpisodes += count
        }
    }
}
