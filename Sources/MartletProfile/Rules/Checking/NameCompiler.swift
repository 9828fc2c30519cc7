/// Features, event fields, members and elements.
extension Compiler {
    /// A feature by its name.
    mutating func feature(_ name: String, _ range: SourceRange) -> Operand {
        guard let index = scope.featureIndex[name] else { return unknown(name, range) }
        note(RuleProgram.Reading(feature: index, key: nil))
        let feature = scope.features[index]
        if feature.isMoving { readsTime = true }
        return Operand(
            instruction: Instruction(
                operation: feature.isMoving ? .forecast : .feature, slot: UInt32(index)),
            type: feature.type, range: range, isContinuous: feature.isMoving)
    }

    /// Remembers that the rule reads something.
    mutating func note(_ reading: RuleProgram.Reading) {
        if !readings.contains(reading) { readings.append(reading) }
    }

    /// A name that is no feature.
    private mutating func unknown(_ name: String, _ range: SourceRange) -> Operand {
        if name == "event", scope.allowsEvent {
            return report(range, "'event' is no value by itself", hint: "write event.FIELD")
        }
        if scope.allowsUnknownNames {
            return Operand(
                instruction: Instruction(operation: .number), type: .dynamic, range: range)
        }
        if name == "event" {
            return report(range, "event fields can be used only where there is an event")
        }
        if RuleFunction(rawValue: name) != nil {
            return report(range, "'\(name)' is a function", hint: "write \(name)(...)")
        }
        var names = scope.features.map(\.name) + ["true", "false"]
        if scope.allowsEvent { names.append("event") }
        return report(
            range, "unknown feature '\(name)'", hint: NameSuggestion.hint(for: name, among: names))
    }

    /// The path of `event.a.b`; nil if the expression is something else.
    func eventPath(_ expression: Expression) -> [String]? {
        guard scope.allowsEvent, case .member(let operand, let name) = expression.form else {
            return nil
        }
        if case .name("event") = operand.form, scope.featureIndex["event"] == nil { return [name] }
        return eventPath(operand).map { $0 + [name] }
    }

    /// The index of an event field; noted if it is new.
    mutating func field(_ path: [String]) -> UInt32 {
        if let index = fieldPaths.firstIndex(of: path) { return UInt32(index) }
        fieldPaths.append(path)
        return UInt32(fieldPaths.count - 1)
    }

    /// `operand.name`: a field of the event or an entry of a map.
    mutating func member(
        of operand: Expression, _ name: String, _ range: SourceRange
    ) -> Operand {
        let whole = Expression(form: .member(operand, name), range: range)
        if let path = eventPath(whole) {
            let instruction = Instruction(operation: .field, slot: field(path))
            return Operand(instruction: instruction, type: .dynamic, range: range)
        }
        let operand = compile(operand)
        switch operand.type {
        case .record: return part(of: operand, name, range)
        case .map, .dynamic, .invalid:
            return element(of: operand, at: constant(.string(name), range), range)
        default:
            return report(range, "\(operand.type.description) has no members")
        }
    }

    /// `feature.name`: one of the values of a feature that has several.
    private mutating func part(
        of operand: Operand, _ name: String, _ range: SourceRange
    ) -> Operand {
        let feature = operand.instruction.index
        let parts = scope.features[feature].parts
        guard let index = parts.firstIndex(where: { $0.name == name }) else {
            let names = parts.map(\.name)
            return report(
                range, "'\(scope.features[feature].name)' has no '\(name)'",
                hint: NameSuggestion.hint(for: name, among: names)
                    ?? "it has \(names.joined(separator: ", "))")
        }
        readings.removeAll { $0.feature == feature && $0.key == nil }
        note(RuleProgram.Reading(feature: feature, key: name))
        let instruction = Instruction(
            operation: .part, slot: UInt32(feature), bits: Int64(index))
        return Operand(
            instruction: instruction, type: parts[index].isWhole ? .int : .double, range: range)
    }

    /// `operand[index]`: an element of a list or an entry of a map.
    mutating func element(
        of operand: Operand, at index: Operand, _ range: SourceRange
    ) -> Operand {
        refuseContinuous([operand, index])
        switch operand.type {
        case .list(let element):
            guard index.type == .int || index.type.isOpen else {
                return report(
                    index.range, "the index of a list is an integer, not \(index.type.description)")
            }
            return emit(.index, [operand, index], element, range)
        case .map(let value):
            guard index.type == .string || index.type.isOpen else {
                return report(
                    index.range, "the key of a map is a text, not \(index.type.description)")
            }
            guard operand.instruction.operation == .feature else {
                return emit(.index, [operand, index], value, range)
            }
            return entry(operand, index, value, range)
        case .dynamic, .invalid:
            return emit(.index, [operand, index], .dynamic, range)
        default:
            return report(operand.range, "\(operand.type.description) has no elements")
        }
    }

    /// An entry of a tally, which the profile finds without making a map.
    private mutating func entry(
        _ tally: Operand, _ key: Operand, _ type: RuleType, _ range: SourceRange
    ) -> Operand {
        if case .string(let text)? = key.constant {
            // The entry alone is what explains the rule, not the whole tally.
            let feature = tally.instruction.index
            readings.removeAll { $0.feature == feature && $0.key == nil }
            note(RuleProgram.Reading(feature: feature, key: text))
        }
        let instruction = Instruction(operation: .entry, slot: tally.instruction.slot)
        return emit(instruction, [key], type, range)
    }

    /// `has(...)`: whether a feature, a field or a key has a value.
    mutating func has(_ argument: Expression, _ range: SourceRange) -> Operand {
        if let path = eventPath(argument) {
            let instruction = Instruction(operation: .hasField, slot: field(path))
            return Operand(instruction: instruction, type: .bool, range: range)
        }
        switch argument.form {
        case .name(let name):
            let feature = feature(name, argument.range)
            guard [.feature, .forecast].contains(feature.instruction.operation) else {
                // An unknown name has no value, unless it was reported.
                return feature.type == .invalid ? feature : constant(.bool(false), range)
            }
            let instruction = Instruction(operation: .hasFeature, slot: feature.instruction.slot)
            return Operand(instruction: instruction, type: .bool, range: range)
        case .member(let operand, let name):
            let key = Expression(form: .literal(.string(name)), range: argument.range)
            return hasKey(operand, key, range)
        case .index(let operand, let key):
            return hasKey(operand, key, range)
        default:
            return report(
                argument.range, "has() takes a feature, a field or an entry",
                hint: "write \(RuleFunction.has.usage)")
        }
    }

    /// Whether a map has a key.
    mutating func hasKey(
        _ map: Expression, _ key: Expression, _ range: SourceRange
    ) -> Operand {
        let map = compile(map)
        let key = compile(key)
        refuseContinuous([map, key])
        if map.type == .record, case .string(let name)? = key.constant {
            // All values of it are known, or none.
            let part = part(of: map, name, range)
            let instruction = Instruction(operation: .hasFeature, slot: map.instruction.slot)
            return part.type == .invalid
                ? part : Operand(instruction: instruction, type: .bool, range: range)
        }
        guard map.type.isOpen || map.instruction.operation == .feature else {
            guard case .map = map.type else {
                return report(map.range, "\(map.type.description) has no keys")
            }
            return emit(.hasKey, [map, key], .bool, range)
        }
        guard case .map = map.type else { return emit(.hasKey, [map, key], .bool, range) }
        let entry = element(of: map, at: key, range)
        return compare(.greater, entry, constant(.int(0), range), range)
    }
}
