/// One thing that customers are compared by, and how it is brought to a scale.
public struct PersonaFeature: Sendable, Equatable {
    /// How a value is bent before it is standardised: large values come closer together.
    public enum Bend: String, Sendable, CaseIterable {
        /// Not at all.
        case none
        /// ln(1 + x); negative values as their opposites.
        case log
        /// The square root; negative values as their opposites.
        case sqrt
    }

    /// The quantiles of all customers' values that others are moved to, in ten-thousandths.
    public struct Clip: Sendable, Equatable {
        /// What is below this quantile is moved up to it.
        public var low: Int
        /// What is above this quantile is moved down to it.
        public var high: Int

        /// Quantiles of so many ten-thousandths, 0 to 10,000.
        public init(low: Int, high: Int) {
            self.low = low
            self.high = high
        }

        /// Parts of the whole.
        public static let whole = 10_000
    }

    /// Name by which models and records call it.
    public var name: String
    /// Number expression; most often the name of a feature.
    public var value: String
    /// How it is bent.
    public var bend: Bend
    /// Where it is cut off; nil = nowhere.
    public var clip: Clip?

    /// Makes a feature; its value is that of the profile's feature of its name.
    public init(name: String, value: String? = nil, bend: Bend = .none, clip: Clip? = nil) {
        self.name = name
        self.value = value ?? name
        self.bend = bend
        self.clip = clip
    }
}

extension PersonaFeature {
    /// Everything that decides what it is, in one line.
    var canonicalText: String {
        "\(name)|\(value)|\(bend.rawValue)|\(clip.map { "\($0.low)-\($0.high)" } ?? "")"
    }
}
