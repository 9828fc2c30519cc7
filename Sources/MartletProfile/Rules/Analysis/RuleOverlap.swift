/// Values for which two rules are both true.
package struct RuleOverlap: Sendable, Equatable {
    /// The term, as the second rule writes it; nil if it is not one number that decides.
    package var term: String?
    /// The values in words, as in "500 or more and below 600"; nil as above.
    package var values: String?
}

extension RuleAnalysis {
    /// Values for which this rule and `exit` are both true; nil if there are none, or if `exit` is
    /// about something that this rule does not speak of.
    package func overlap(with exit: RuleAnalysis) -> RuleOverlap? {
        guard let own = demands(code.root, true), let others = exit.demands(exit.code.root, true)
        else { return nil }
        for demand in own {
            for other in others where other.isAboutTerms(of: demand) {
                let both = demand.joined(other)
                guard !both.isContradiction else { continue }
                guard other.numbers.count == 1, let term = other.numbers.keys.first,
                    let interval = both.numbers[term], let name = exit.text(ofTerm: term)
                else { return RuleOverlap() }
                return RuleOverlap(term: name, values: interval.words)
            }
        }
        return nil
    }

    /// How the rule writes a term that it compares.
    private func text(ofTerm term: String) -> String? {
        for (index, instruction) in code.instructions.enumerated()
        where signature(instruction) == term {
            return text(code.ranges[index])
        }
        return nil
    }
}

extension Interval {
    /// The interval in words: `500 or more and below 600`.
    fileprivate var words: String {
        if low == high { return RuleAnalysis.shown(low) }
        var parts: [String] = []
        if low.isFinite {
            let bound = RuleAnalysis.shown(low)
            parts.append(includesLow ? "\(bound) or more" : "above \(bound)")
        }
        if high.isFinite {
            let bound = RuleAnalysis.shown(high)
            parts.append(includesHigh ? "\(bound) or less" : "below \(bound)")
        }
        return parts.isEmpty ? "any number" : parts.joined(separator: " and ")
    }
}
