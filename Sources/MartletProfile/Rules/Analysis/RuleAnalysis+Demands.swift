/// What must be so for a rule to be true or false, as a choice between conjunctions.
extension RuleAnalysis {
    /// Most conjunctions that are looked at; a rule with more is left alone.
    private static let mostChoices = 64

    /// The conjunctions of which one must hold for `instruction` to be true, or false.
    ///
    /// Those that nothing satisfies are left out. Nil if there are too many.
    func demands(_ instruction: Instruction, _ truth: Bool) -> [Constraints]? {
        switch instruction.operation {
        case .all, .any:
            let parts = operands(instruction).map(\.instruction)
            return (instruction.operation == .all) == truth
                ? conjunction(parts.map { ($0, truth) }) : disjunction(parts.map { [($0, truth)] })
        case .not: return demands(code.operand(instruction, 0), !truth)
        case .choose:
            let parts = operands(instruction).map(\.instruction)
            return disjunction([
                [(parts[0], true), (parts[1], truth)], [(parts[0], false), (parts[2], truth)],
            ])
        case .number where instruction.number.kind == .bool:
            return (instruction.bits != 0) == truth ? [Constraints()] : []
        case .compare, .compareFeature, .compareField, .compareForecast, .compareElapsed:
            return comparison(instruction, truth)
        case .textFeature, .textField:
            return possible(label(instruction, truth))
        default:
            return possible(clause(instruction, truth))
        }
    }

    private func possible(_ demand: Constraints) -> [Constraints] {
        demand.isContradiction ? [] : [demand]
    }

    private typealias Demand = (instruction: Instruction, truth: Bool)

    private func conjunction(_ parts: [Demand]) -> [Constraints]? {
        var choices = [Constraints()]
        for part in parts {
            guard let next = demands(part.instruction, part.truth) else { return nil }
            choices = choices.flatMap { choice in next.map { choice.joined($0) } }
                .filter { !$0.isContradiction }
            guard choices.count <= Self.mostChoices else { return nil }
        }
        return choices
    }

    private func disjunction(_ parts: [[Demand]]) -> [Constraints]? {
        var choices: [Constraints] = []
        for part in parts {
            guard let next = conjunction(part) else { return nil }
            choices += next
            guard choices.count <= Self.mostChoices else { return nil }
        }
        return choices
    }

    /// A comparison of numbers.
    private func comparison(_ instruction: Instruction, _ truth: Bool) -> [Constraints]? {
        let parts = operands(instruction).map(\.instruction)
        let comparison = truth ? instruction.comparison : instruction.comparison.negated
        let (left, right) = (range(parts[0]), range(parts[1]))
        guard parts[1].operation == .number else {
            switch left.truth(comparison, right) {
            case .no: return []
            case .yes: return [known(parts)]
            default: return [clause(instruction, truth)]
            }
        }
        let bound = parts[1].number
        var demand = known(parts)
        let term = signature(parts[0])
        switch bound.kind {
        case .bool:
            guard !comparison.isOrder else { return [clause(instruction, truth)] }
            demand.demand(term, bound.bits == 0 ? "false" : "true", isEqual: comparison == .equal)
            return [demand]
        case .int, .double, .timestamp, .duration: break
        default: return [clause(instruction, truth)]
        }
        let sides: [Comparison] = comparison == .notEqual ? [.less, .greater] : [comparison]
        return sides.compactMap { side in
            var interval = Interval(side, bound.double)
            if left.kind == .double {
                interval = interval.intersection(Interval(low: left.low, high: left.high))
            }
            if isWhole(parts[0]) { interval = interval.whole }
            var demand = demand
            demand.demand(term, interval)
            return demand.isContradiction ? nil : demand
        }
    }

    /// The comparison of a feature or field with a text.
    private func label(_ instruction: Instruction, _ truth: Bool) -> Constraints {
        let parts = operands(instruction).map(\.instruction)
        var demand = known(parts)
        let isEqual = (instruction.comparison == .equal) == truth
        demand.demand(signature(parts[0]), signature(parts[1]), isEqual: isEqual)
        return demand
    }

    /// A clause of which nothing but its truth is known.
    private func clause(_ instruction: Instruction, _ truth: Bool) -> Constraints {
        if instruction.operation == .hasFeature, traits(instruction.index).isAlwaysKnown {
            return truth ? Constraints() : .impossible
        }
        var demand = Constraints()
        demand.demand(clause: signature(instruction), truth)
        return demand
    }

    /// That what a comparison reads has values: otherwise it is neither true nor false.
    private func known(_ parts: [Instruction]) -> Constraints {
        var demand = Constraints()
        if demandsValues {
            for part in parts { demandKnown(part, &demand) }
        }
        return demand
    }

    private func demandKnown(_ instruction: Instruction, _ demand: inout Constraints) {
        switch instruction.operation {
        case .feature, .forecast, .part:
            if traits(instruction.index).isAlwaysKnown { break }
            let presence = Instruction(operation: .hasFeature, slot: instruction.slot)
            demand.demand(clause: signature(presence), true)
        case .field:
            let presence = Instruction(operation: .hasField, slot: instruction.slot)
            demand.demand(clause: signature(presence), true)
        case .add, .subtract, .multiply, .divide, .remainder, .negate, .elapsed, .hour, .weekday,
            .toInt, .toDouble:
            for part in operands(instruction) { demandKnown(part.instruction, &demand) }
        default: break
        }
    }
}

extension Comparison {
    /// The comparison that is true where this one is false.
    var negated: Comparison {
        switch self {
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .equal: .notEqual
        case .notEqual: .equal
        case .greaterOrEqual: .less
        case .greater: .lessOrEqual
        }
    }
}
