import MartletProfile

/// Why a file of models cannot be used.
struct ModelFileProblem: Error, Equatable {
    /// What is wrong.
    var message: String
}

/// A value in a file of models, and where it stands.
struct ModelNode {
    let value: Value
    /// Names of the members that lead to it.
    let path: String

    private func member(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func problem(_ what: String) -> ModelFileProblem {
        ModelFileProblem(message: "'\(path)' must be \(what)")
    }

    /// A member; nil if it is not there.
    ///
    /// - Throws: ``ModelFileProblem`` if this is no object.
    func optional(_ key: String) throws(ModelFileProblem) -> ModelNode? {
        guard case .map(let members) = value else { throw problem("an object") }
        return members[key].map { ModelNode(value: $0, path: member(key)) }
    }

    /// A member.
    ///
    /// - Throws: ``ModelFileProblem`` if it is not there.
    subscript(key: String) -> ModelNode {
        get throws(ModelFileProblem) {
            guard let node = try optional(key) else {
                throw ModelFileProblem(message: "'\(member(key))' is missing")
            }
            return node
        }
    }

    /// The members, in the order of their names.
    var members: [(name: String, node: ModelNode)] {
        get throws(ModelFileProblem) {
            guard case .map(let members) = value else { throw problem("an object") }
            return members.sorted { $0.key < $1.key }.map {
                ($0.key, ModelNode(value: $0.value, path: member($0.key)))
            }
        }
    }

    /// The elements of a list.
    var elements: [ModelNode] {
        get throws(ModelFileProblem) {
            guard case .list(let values) = value else { throw problem("a list") }
            return values.enumerated().map { ModelNode(value: $1, path: "\(path)[\($0)]") }
        }
    }

    /// The text.
    var text: String {
        get throws(ModelFileProblem) {
            guard case .string(let text) = value else { throw problem("a text") }
            return text
        }
    }

    /// The truth value.
    var truth: Bool {
        get throws(ModelFileProblem) {
            guard case .bool(let truth) = value else { throw problem("true or false") }
            return truth
        }
    }

    /// The whole number, 0 or above.
    var count: Int {
        get throws(ModelFileProblem) {
            guard case .int(let number) = value, number >= 0 else {
                throw problem("a whole number from 0 on")
            }
            return Int(number)
        }
    }

    /// The number.
    var number: Double {
        get throws(ModelFileProblem) {
            switch value {
            case .int(let number): return Double(number)
            case .double(let number): return number
            default: throw problem("a number")
            }
        }
    }

    /// The number, or nil for null.
    var optionalNumber: Double? {
        get throws(ModelFileProblem) { value == .null ? nil : try number }
    }

    /// The number, which must be above 0.
    var positive: Double {
        get throws(ModelFileProblem) {
            let number = try number
            guard number > 0 else { throw problem("above 0") }
            return number
        }
    }

    /// The number, which must be 0 or more.
    var notNegative: Double {
        get throws(ModelFileProblem) {
            let number = try number
            guard number >= 0 else { throw problem("0 or more") }
            return number
        }
    }

    /// The numbers of a list.
    var numbers: [Double] {
        get throws(ModelFileProblem) {
            var numbers: [Double] = []
            for element in try elements { numbers.append(try element.number) }
            return numbers
        }
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type = Choice.self
    ) throws(ModelFileProblem) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: try text) else {
            throw problem("one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// Something that is wrong with it.
    func complaint(_ what: String) -> ModelFileProblem {
        ModelFileProblem(message: "'\(path)' \(what)")
    }
}
