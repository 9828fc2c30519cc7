import MartletProfile

/// What is read from events: the schema and the attribute paths, made ready for decoding.
struct EventLayout: Sendable {
    /// Everything that is read.
    let tree: PathTree
    /// Slots of the standard attributes in ``tree``.
    struct Slots: Sendable {
        let customerID, timestamp, type, eventID: UInt16
    }

    /// Slots of the standard attributes.
    let slots: Slots
    /// A field that is read from the events of a type.
    struct Field: Sendable {
        /// Its index in the schema, and its slot.
        let index, slot: UInt16
        /// What it must be.
        let requirement: EventSchema.Requirement
    }

    /// Fields of the schema.
    let fieldCount: Int
    /// The fields of all types, those of one type in a row, and where these are.
    let fields: [Field]
    let fieldsOfType: [Range<Int>]
    /// The schema's types; a type's value is its id.
    let types: KeyTable

    /// Prepares `schema` and `attributes`.
    init(schema: EventSchema, attributes: AttributePaths) {
        let standard = [
            attributes.customerID, attributes.timestamp, attributes.type, attributes.eventID,
        ].map { $0.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
        let tree = PathTree(standard + schema.fields)
        let slot = { (path: [String]) in UInt16(tree.slot(of: path)) }
        slots = Slots(
            customerID: slot(standard[0]), timestamp: slot(standard[1]), type: slot(standard[2]),
            eventID: slot(standard[3]))
        var fields: [Field] = []
        fieldsOfType = schema.requirements.map { requirements in
            let first = fields.count
            for (index, requirement) in requirements.enumerated() where requirement != .unread {
                fields.append(
                    Field(
                        index: UInt16(index), slot: slot(schema.fields[index]),
                        requirement: requirement))
            }
            return first..<fields.count
        }
        self.fields = fields
        fieldCount = schema.fields.count
        types = KeyTable(
            schema.types.enumerated().map { KeyTable.Name(text: $0.element, value: $0.offset) })
        precondition(schema.types.count < Int(EventSchema.unnamed), "too many event types")
        precondition(
            schema.requirements.count == schema.types.count
                && schema.requirements.allSatisfy { $0.count == schema.fields.count },
            "an event schema must have a requirement for every type and field")
        self.tree = tree
    }

}

/// Rejections in words.
extension EventLayout {
    /// The rejection of a payload that has `flaw`.
    func rejection(of flaw: Flaw) -> Rejection {
        Rejection(reason: flaw.reason, detail: detail(of: flaw))
    }

    private func detail(of flaw: Flaw) -> String {
        switch flaw.reason {
        case .tooLarge:
            return "The payload has \(flaw.place) bytes; the limit is \(Limits.payload)."
        case .invalidJSON: return "The payload is not valid JSON at byte \(flaw.place)."
        case .notAnObject: return "The payload is not a JSON object."
        case .tooDeep:
            return "Byte \(flaw.place) is inside more than \(Limits.depth) objects and arrays."
        default:
            let path = tree.paths[flaw.place].joined(separator: ".")
            return "Field '\(path)' \(demand(of: flaw))."
        }
    }

    /// What the attribute or field must be that has `flaw`.
    private func demand(of flaw: Flaw) -> String {
        switch flaw.reason {
        case .missingCustomerID, .missingTimestamp, .missingType: return "is missing or null"
        case .invalidCustomerID:
            return "must be text of 1 to \(Limits.customerID) bytes or an integer"
        case .invalidTimestamp:
            return "must be RFC 3339 text or integer milliseconds, in the years 0000 to 9999"
        case .invalidType: return "must be text of 1 to \(Limits.typeName) bytes"
        case .futureEvent: return "is too far ahead of the clock"
        default: break
        }
        switch flaw.requirement {
        case .unread: return "must be text of at most \(Limits.eventID) bytes or an integer"
        case .number: return "must be a number between -9.2e12 and 9.2e12"
        case .label: return "must be text or an integer"
        case .scalar:
            return "must be text, a truth value or a number between -9.2e12 and 9.2e12"
        }
    }
}
