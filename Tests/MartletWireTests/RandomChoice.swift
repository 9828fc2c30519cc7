import MartletProfile

/// Choices drawn from a seed.
extension SplitMix64 {
    /// A number below `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// One of `choices`.
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
