/// What the path of an event reads of an ``AlertBook``, as trivial values.
///
/// It belongs to one table, which keeps the book alive.
struct HotAlerts: ~Copyable {
    /// One alert.
    struct Alert: BitwiseCopyable {
        let machine: EpisodeMachine
        let when: RuleReference
        let minHistory: RuleReference?
        let resolveOn: RuleReference?
        /// Its first severity among ``HotAlerts/severities``.
        let firstSeverity: Int
        /// First word of its state in the row.
        let offset: Int
        /// Word of the row with the instant of the last event that ends an episode.
        let lastReturn: Int

        var isDated: Bool { machine.resolution == .events }
    }

    let alerts: FlatArray<Alert>
    let severities: FlatArray<RuleReference>
    /// The alerts that events of each type can change, as bits.
    let touched: FlatArray<UInt64>

    init(_ plan: Plan) {
        var severities: [RuleReference] = []
        alerts = FlatArray(
            plan.alerts.alerts.enumerated().map { index, alert in
                let first = severities.count
                severities += alert.severities.map { RuleReference($0.code) }
                return Alert(
                    machine: alert.machine, when: RuleReference(alert.when.code),
                    minHistory: alert.minHistory.map { RuleReference($0.code) },
                    resolveOn: alert.resolveOn.map { RuleReference($0.code) },
                    firstSeverity: first, offset: alert.offset,
                    lastReturn: plan.features.watched[index])
            })
        self.severities = FlatArray(severities)
        touched = FlatArray(plan.alerts.touched)
    }

    /// Gives the memory back.
    func free() {
        alerts.free()
        severities.free()
        touched.free()
    }
}

/// What a profile in view says about one alert.
struct ProfileSigns: AlertSigns {
    let facts: ProfileFacts
    let alert: HotAlerts.Alert

    func when(at now: Instant) -> Verdict { alert.when.verdict(facts, at: now) }

    func history(at now: Instant) -> Verdict {
        alert.minHistory?.verdict(facts, at: now) ?? Verdict(.yes)
    }

    func resolution(at now: Instant) -> Verdict {
        alert.resolveOn?.verdict(facts, at: now) ?? Verdict(.no)
    }

    func severity(_ rung: Int, at now: Instant) -> Verdict {
        facts.hot.alerts.severities[alert.firstSeverity + rung].verdict(facts, at: now)
    }

    var lastReturn: Instant? {
        guard alert.isDated else { return nil }
        let milliseconds = facts.row[alert.lastReturn]
        return milliseconds == Column.absent ? nil : Instant(milliseconds: milliseconds)
    }
}
