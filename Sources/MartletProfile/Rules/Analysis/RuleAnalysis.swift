/// What a rule can and cannot do, found out from its text and the kinds of its features alone.
///
/// Nothing is claimed that is not so; much that is so is not found. Sums are taken to grow, and
/// numbers to be none of IEEE 754's "not a number".
package struct RuleAnalysis {
    let program: RuleProgram
    let traits: [FeatureTraits]
    /// Whether a comparison demands that what it reads has a value.
    ///
    /// It does if it is to be true; where the question is whether a rule can be false, leaving that
    /// out keeps `has(x) || x > 3` from being taken for a rule that is always true.
    var demandsValues = true

    var code: RuleCode { program.code }

    /// Prepares to look at a rule over `features`; empty for a rule over fields of events.
    package init(_ program: RuleProgram, features: [FeatureDefinition]) {
        self.program = program
        traits = features.map { FeatureTraits($0) }
    }

    /// The traits of a feature.
    func traits(_ feature: Int) -> FeatureTraits {
        traits.indices.contains(feature) ? traits[feature] : FeatureTraits()
    }

    /// The structure of the rule: rules that differ only in layout and in the order of what is
    /// joined by `&&` or `||` have the same.
    package var signature: String { signature(code.root) }

    /// The structure of an instruction.
    func signature(_ instruction: Instruction) -> String {
        let operands = (0..<instruction.operandCount).map {
            signature(code.operand(instruction, $0))
        }
        switch instruction.operation {
        case .number where instruction.number.kind == .bool:
            return instruction.bits == 0 ? "false" : "true"
        case .number where instruction.number.isNumeric:
            return "\(instruction.number.double)"
        case .number: return "\(instruction.number)"
        case .constant: return "\(code.constants[instruction.index])"
        case .feature, .field: return "\(instruction.operation)\(instruction.slot)"
        case .forecast: return "feature\(instruction.slot)"
        case .part: return "part\(instruction.slot).\(instruction.bits)"
        case .all, .any:
            return "\(instruction.operation)(\(operands.sorted().joined(separator: ",")))"
        case .compare, .compareFeature, .compareField, .compareForecast, .compareElapsed,
            .compareValues,
            .textFeature, .textField:
            return "(\(operands.joined(separator: instruction.comparison.symbol)))"
        case .elapsed:
            return "elapsed\(instruction.unit)(\(operands[0]))"
        case .matches:
            return "matches\(instruction.slot)(\(operands.joined(separator: ",")))"
        default:
            return "\(instruction.operation)\(instruction.slot)(\(operands.joined(separator: ",")))"
        }
    }

    /// Where the operands of `instruction` stand, with their places.
    func operands(_ instruction: Instruction) -> [(instruction: Instruction, range: SourceRange)] {
        (0..<instruction.operandCount).map { index in
            let position = Int(instruction.first) + index
            return (code.instructions[position], code.ranges[position])
        }
    }

    /// A stretch of the rule's text.
    func text(_ range: SourceRange) -> String {
        let bytes = Array(program.source.utf8)
        return String(decoding: bytes[range.offset..<range.end], as: UTF8.self)
    }
}
