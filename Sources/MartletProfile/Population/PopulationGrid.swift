extension PopulationBins {
    /// How numbers of customers are told apart: by fewer and fewer bits.
    ///
    /// Whoever belongs together at one precision does so at every lower one, and the mean of
    /// customers who belong together belongs to them.
    public enum Grid: Sendable, Equatable {
        /// By so many leading bits of each: all are known to the same proportion.
        case leading
        /// Repeat purchases, the silence since the last one, and the age: see
        /// ``PurchaseModel``.
        ///
        /// What a likelihood asks for is the part of a customer's time that is silence; the time
        /// itself may be known less well, by a factor of eight. So the same error takes half the
        /// bins, and less.
        case purchases

        /// The precision at which all numbers are told apart.
        public static let exact = 64
        /// The precision after the first time that there were too many bins.
        static let coarse = 12

        /// Where a customer belongs.
        func place(_ figures: Figures, _ precision: Int) -> Figures {
            guard precision < Self.exact else { return figures }
            switch self {
            case .leading:
                return Figures(
                    Self.leading(figures.x, precision), Self.leading(figures.y, precision),
                    Self.leading(figures.z, precision))
            case .purchases:
                let (high, low) = figures.y.multipliedFullWidth(by: 1 << UInt64(precision))
                let isOut = figures.z == 0 || high >= figures.z
                return Self.purchases(
                    figures.x, isOut ? 0 : figures.z.dividingFullWidth((high, low)).quotient,
                    figures.z, precision)
            }
        }

        /// Where customers belong who belong together.
        func place(_ bin: Bin, _ precision: Int) -> Figures {
            let customers = UInt128(bin.customers)
            let mean = { (sum: UInt128) in UInt64(truncatingIfNeeded: sum / customers) }
            guard case .purchases = self, precision < Self.exact else {
                return place(
                    Figures(mean(bin.first), mean(bin.second), mean(bin.third)), precision)
            }
            // Sums of times are below 2^82.
            let part = bin.third == 0 ? 0 : (bin.second << UInt128(precision)) / bin.third
            return Self.purchases(
                mean(bin.first), UInt64(truncatingIfNeeded: part), mean(bin.third), precision)
        }

        /// How much further the purchases of a bin's customers can be apart: the part of silence,
        /// and the age; 0 where all are alike or nothing is known.
        func width(_ bin: Bin, _ precision: Int) -> (part: Double, age: Double) {
            guard case .purchases = self, precision < Self.exact, precision > 3 else {
                return (0, 0)
            }
            let place = place(bin, precision)
            let lost = UInt64.bitWidth - place.z.leadingZeroBitCount - (precision - 3)
            return (
                Double(sign: .plus, exponent: -precision, significand: 1),
                lost > 0 ? Double(sign: .plus, exponent: lost, significand: 1) : 0
            )
        }

        private static func purchases(
            _ repeats: UInt64, _ silence: UInt64, _ age: UInt64, _ precision: Int
        ) -> Figures {
            Figures(
                leading(repeats, max(0, precision - 2)), silence,
                leading(age, max(0, precision - 3)))
        }

        /// A number with nothing but its leading bits; without any, 1 for all above 0.
        private static func leading(_ number: UInt64, _ count: Int) -> UInt64 {
            let bits = UInt64.bitWidth - number.leadingZeroBitCount
            guard bits > count else { return number }
            let lost = UInt64(bits - count)
            return count == 0 ? 1 : (number >> lost) << lost
        }
    }
}
