/// A purchase model on the clock: probabilities and expectations of a customer at an instant, and
/// the exact instants at which they fall through a threshold.
///
/// Both fall all the time while nothing is bought. An answer is the first millisecond at which the
/// computed value itself is below (or not above) the threshold, so that a rule that is evaluated
/// one millisecond before says otherwise.
public struct PurchaseForecast: Sendable, Equatable, BitwiseCopyable {
    /// The model.
    public let model: PurchaseModel
    /// Milliseconds of its unit of time.
    public let unit: Int64

    /// The purchases of a customer as far as the model looks at them.
    public struct Customer: Sendable, Equatable {
        /// Purchases after the first, at most one for each occasion.
        public var repeats: Int
        /// The first occasion.
        public var first: Instant
        /// The last occasion, not before the first.
        public var last: Instant

        /// Makes a customer.
        public init(repeats: Int, first: Instant, last: Instant) {
            self.repeats = repeats
            self.first = first
            self.last = last
        }
    }

    /// Which values count as fallen.
    public enum Threshold: Sendable, Equatable {
        /// Those below it.
        case below(Double)
        /// Those below it and itself.
        case atMost(Double)

        /// Whether `value` has fallen.
        func contains(_ value: Double) -> Bool {
            switch self {
            case .below(let threshold): value < threshold
            case .atMost(let threshold): value <= threshold
            }
        }

        /// The number.
        var number: Double {
            switch self {
            case .below(let threshold), .atMost(let threshold): threshold
            }
        }
    }

    /// Makes a forecast; `unit` is above 0.
    public init(model: PurchaseModel, unit: Int64) {
        precondition(unit > 0, "a unit of time must be above 0")
        self.model = model
        self.unit = unit
    }

    /// What the model knows at `now`; an instant before the last occasion counts as that.
    func summary(_ customer: Customer, at now: Instant) -> PurchaseSummary {
        PurchaseSummary(
            frequency: customer.repeats, recency: units(customer.first, customer.last),
            age: units(customer.first, max(now, customer.last)))
    }

    /// Probability that the customer is alive at `now`; about 50 ns.
    public func pAlive(_ customer: Customer, at now: Instant) -> Double {
        model.pAlive(summary(customer, at: now))
    }

    /// Expected purchases within `horizon` ms from `now`; a microsecond, more for long horizons.
    public func expectedPurchases(
        _ customer: Customer, at now: Instant, within horizon: Int64
    ) -> Double {
        model.expectedPurchases(
            summary(customer, at: now), within: Double(horizon) / Double(unit))
    }

    /// The first instant at which ``pAlive(_:at:)`` has fallen, if nothing is bought until then.
    ///
    /// From the closed form of ``PurchaseModel/age(whenAlive:frequency:recency:)``, put right to
    /// the millisecond; about 300 ns.
    ///
    /// - Returns: The last occasion if it has fallen by then; `.never` if it never does.
    public func instant(whenAlive customer: Customer, falls threshold: Threshold) -> Instant {
        let age = model.age(
            whenAlive: threshold.number, frequency: customer.repeats,
            recency: units(customer.first, customer.last))
        let guess = Double(customer.first.milliseconds) + age * Double(unit)
        return firstInstant(from: customer.last, near: guess) {
            threshold.contains(pAlive(customer, at: $0))
        }
    }

    /// The first instant at which ``expectedPurchases(_:at:within:)``, times `factor`, has fallen,
    /// if nothing is bought until then.
    ///
    /// There is no closed form; ten evaluations as a rule.
    ///
    /// - Returns: The last occasion if it has fallen by then; `.never` if it never does.
    public func instant(
        whenExpected customer: Customer, within horizon: Int64, times factor: Double = 1,
        falls threshold: Threshold
    ) -> Instant {
        func value(_ now: Instant) -> Double {
            factor * expectedPurchases(customer, at: now, within: horizon)
        }
        let most = value(customer.last)
        guard !threshold.contains(most) else { return customer.last }
        // What somebody alive buys falls as well: the threshold is passed no later than it would be
        // if only the chance to be alive fell.
        let alive = threshold.number * pAlive(customer, at: customer.last) / most
        let bound = instant(whenAlive: customer, falls: .atMost(alive))
        let guess = bound < .never ? bound.milliseconds : customer.last.milliseconds + unit
        let search = FallSearch(
            for: threshold, from: customer.last.milliseconds, value: most, to: Self.latest)
        let found = search.first(near: guess, stride: unit) { value(Instant(milliseconds: $0)) }
        guard let found, found < Self.latest else { return .never }
        return Instant(milliseconds: found)
    }

    private func units(_ start: Instant, _ end: Instant) -> Double {
        Double(end.milliseconds - start.milliseconds) / Double(unit)
    }

    /// Instants from here on are as good as never: the year 10000.
    private static let latest = Instant.yearTenThousand

    /// The first instant not before `start` at which `hasFallen`, which stays so, is true.
    private func firstInstant(
        from start: Instant, near guess: Double, _ hasFallen: (Instant) -> Bool
    ) -> Instant {
        guard !hasFallen(start) else { return start }
        guard guess < Double(Self.latest) else { return .never }
        // `low` has not fallen, `high` has.
        var low = start.milliseconds
        var high = max(low + 1, Int64(guess.isFinite ? guess : 0))
        var stride: Int64 = 1
        if hasFallen(Instant(milliseconds: high)) {
            while high - stride > low, hasFallen(Instant(milliseconds: high - stride)) {
                high -= stride
                stride *= 2
            }
            low = max(low, high - stride)
        } else {
            repeat {
                low = high
                guard low < Self.latest else { return .never }
                high = min(Self.latest, high + stride)
                stride *= 2
            } while !hasFallen(Instant(milliseconds: high))
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if hasFallen(Instant(milliseconds: middle)) { high = middle } else { low = middle }
        }
        return Instant(milliseconds: high)
    }
}
