/// The rules by which episodes of one churn alert begin, climb and end.
///
/// A value without memory: the state, what the profile says and the instant go in, the next state
/// and what happened come out. That time alone moves it shows in ``Step/until``.
struct EpisodeMachine: BitwiseCopyable {
    /// What ends an episode early.
    enum Resolution: UInt8 {
        case whenEnds, events, rule
    }

    /// Number of severities.
    let rungs: Int
    let resolution: Resolution
    /// Shortest time from the end of an episode to the next, ms.
    let cooldown: Int64
    /// Longest time that an episode is open, and shortest silence that is a lapse, ms.
    let horizon: Int64

    /// What one step did.
    struct Step {
        /// What happened to the episode.
        var change: EpisodeChange?
        /// What became known of the customer's silence.
        var lapse: Lapse?
        /// Whether a customer who came back had stayed away for a whole horizon before.
        var hadLapsed = false
        /// Before this instant nothing more happens unless an event comes; may be early.
        var until = Instant.never
        /// Whether a rule could not be evaluated.
        var failed = false

        fileprivate mutating func wait(for instant: Instant) { until = min(until, instant) }

        fileprivate mutating func take(_ verdict: Verdict) -> Verdict {
            if verdict.error != nil { failed = true }
            return verdict
        }
    }

    /// A customer with history whom the returning events left alone for a whole horizon.
    enum Lapse: Equatable {
        /// The episode that was open then had been raised so many ms before.
        case announced(lead: Int64)
        /// No episode was open.
        case missed
    }

    /// Brings a state up to date; a second step at the same instant changes nothing more.
    ///
    /// - Parameters:
    ///   - state: What is known of the customer; changed in place.
    ///   - signs: What the profile says.
    ///   - now: The instant; never earlier than that of the last step.
    /// - Returns: What happened, and when something may happen next.
    func step(_ state: inout EpisodeState, _ signs: some AlertSigns, at now: Instant) -> Step {
        var step = Step()
        let isBack = noteReturn(&state, signs, now, &step)
        let judgement = judge(&state, isBack: isBack, signs, now, &step)
        if state.phase == .open {
            if after(horizon, state.since) <= now {
                close(&state, .expired, signs, now, &step)
            } else if isBack || isResolved(signs, now, &step) {
                close(&state, .resolved, signs, now, &step)
            } else {
                climb(&state, .escalated, signs, now, &step)
            }
        }
        if state.phase != .open, step.change == nil || state.phase == .ready {
            wait(&state, signs, now, &step)
        }
        step.wait(for: judgement)
        return step
    }

    /// The first instant after `now` at which time alone changes the episode; `.never` if none.
    ///
    /// Early, never late, if that takes more than a thousand steps.
    func change(of state: EpisodeState, _ signs: some AlertSigns, from now: Instant) -> Instant {
        var state = state
        var at = step(&state, signs, at: now).until
        for _ in 0..<1000 where at < .never {
            let next = step(&state, signs, at: at)
            if next.change != nil || next.until <= at { break }
            at = next.until
        }
        return at
    }

    // MARK: - The customer's silence

    /// Takes note of the last event by which the customer came back.
    ///
    /// - Returns: Whether it ends the open episode. One that happened before the episode was
    ///   raised, and came late, does so only if the episode would not stand with it.
    private func noteReturn(
        _ state: inout EpisodeState, _ signs: some AlertSigns, _ now: Instant, _ step: inout Step
    ) -> Bool {
        guard resolution == .events, let last = signs.lastReturn,
            last > state.silentSince ?? .distantPast
        else { return false }
        state.silentSince = last
        step.hadLapsed = state.isLapsed
        if after(horizon, last) > now { state.isLapsed = false }
        guard state.phase == .open else { return false }
        return last >= state.since || step.take(signs.when(at: now)).truth != .yes
    }

    /// Judges the silence once it has lasted for a horizon.
    ///
    /// - Returns: When that will be; `.never` if it is done, or will not be.
    private func judge(
        _ state: inout EpisodeState, isBack: Bool, _ signs: some AlertSigns, _ now: Instant,
        _ step: inout Step
    ) -> Instant {
        guard let begin = state.silentSince, !state.isLapsed else { return .never }
        let complete = after(horizon, begin)
        guard complete <= now else { return complete }
        state.isLapsed = true
        if state.phase == .open, !isBack, state.since < complete {
            step.lapse = .announced(lead: complete.milliseconds - state.since.milliseconds)
        } else if step.take(signs.history(at: now)).truth == .yes {
            step.lapse = .missed
        }
        return .never
    }

    // MARK: - The open episode

    /// Whether a rule ends the open episode; if not, the step waits until it could.
    private func isResolved(
        _ signs: some AlertSigns, _ now: Instant, _ step: inout Step
    ) -> Bool {
        guard resolution != .events else { return false }
        let ends = resolution == .rule
        let verdict = step.take(ends ? signs.resolution(at: now) : signs.when(at: now))
        if (verdict.truth == .yes) == ends { return true }
        step.wait(for: verdict.until)
        return false
    }

    private func close(
        _ state: inout EpisodeState, _ change: EpisodeChange, _ signs: some AlertSigns,
        _ now: Instant, _ step: inout Step
    ) {
        step.change = change
        step.until = .never
        state.since = now
        let verdict = step.take(signs.when(at: now))
        state.phase = verdict.truth == .yes ? .spent : .ready
        if state.phase == .spent { step.wait(for: verdict.until) }
    }

    /// Finds the severity of an open episode, which only grows, and when it may grow next.
    private func climb(
        _ state: inout EpisodeState, _ change: EpisodeChange, _ signs: some AlertSigns,
        _ now: Instant, _ step: inout Step
    ) {
        step.wait(for: after(horizon, state.since))
        for rung in stride(from: rungs - 1, to: state.level, by: -1) {
            let verdict = step.take(signs.severity(rung, at: now))
            if verdict.truth == .yes {
                state.level = rung
                step.change = change
                return
            }
            step.wait(for: verdict.until)
        }
    }

    // MARK: - Between episodes

    /// Raises an episode if it is time for one; if not, the step waits until it could be.
    private func wait(
        _ state: inout EpisodeState, _ signs: some AlertSigns, _ now: Instant, _ step: inout Step
    ) {
        let when = step.take(signs.when(at: now))
        if state.phase == .spent {
            guard when.truth != .yes else { return step.wait(for: when.until) }
            state.phase = .ready
        }
        // Conditions that fail together hold together no earlier than the last of their ends.
        var blocked = Instant.distantPast
        if when.truth != .yes { blocked = when.until }
        let rested = after(cooldown, state.since)
        if state.episode > 0, rested > now { blocked = max(blocked, rested) }
        if blocked < .never {
            let history = step.take(signs.history(at: now))
            if history.truth != .yes { blocked = max(blocked, history.until) }
        }
        if blocked < .never, resolution == .rule {
            let resolved = step.take(signs.resolution(at: now))
            if resolved.truth == .yes { blocked = max(blocked, resolved.until) }
        }
        guard blocked == .distantPast else { return step.wait(for: blocked) }
        state.phase = .open
        state.episode = min(state.episode + 1, Int(UInt32.max))
        state.since = now
        state.level = 0
        step.change = .raised
        _ = isResolved(signs, now, &step)
        climb(&state, .raised, signs, now, &step)
    }

    /// The instant so many ms later; never, past the end of time.
    private func after(_ milliseconds: Int64, _ instant: Instant) -> Instant {
        let (sum, overflow) = instant.milliseconds.addingReportingOverflow(milliseconds)
        return overflow ? .never : Instant(milliseconds: sum)
    }
}
