import MartletProfile

/// What is read from events: the schema and the attribute paths, made ready for decoding.
struct EventLayout: Sendable {
    /// Everything that is read.
    let tree: PathTree
    /// Slots of the standard attributes in ``tree``.
    let customerID, timestamp, type, eventID: Int
    /// Slots of the schema's fields.
    let fields: [Int]
    /// The schema's types; a type's value is its id.
    let types: KeyTable
    /// What each field must be, in one row per type.
    private let requirements: [EventSchema.Requirement]

    /// Prepares `schema` and `attributes`.
    init(schema: EventSchema, attributes: AttributePaths) {
        let standard = [
            attributes.customerID, attributes.timestamp, attributes.type, attributes.eventID,
        ].map { $0.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
        let tree = PathTree(standard + schema.fields)
        customerID = tree.slot(of: standard[0])
        timestamp = tree.slot(of: standard[1])
        type = tree.slot(of: standard[2])
        eventID = tree.slot(of: standard[3])
        fields = schema.fields.map { tree.slot(of: $0) }
        types = KeyTable(
            schema.types.enumerated().map { KeyTable.Name(text: $0.element, value: $0.offset) })
        requirements = schema.requirements.flatMap { $0 }
        precondition(schema.types.count < Int(EventSchema.unnamed), "too many event types")
        precondition(
            requirements.count == schema.types.count * schema.fields.count,
            "an event schema must have a requirement for every type and field")
        self.tree = tree
    }

    /// What `field` must be in events of `type`.
    @inline(__always)
    func requirement(type: EventSchema.TypeID, field: Int) -> EventSchema.Requirement {
        guard type != EventSchema.unnamed else { return .unread }
        return requirements[Int(type) &* fields.count &+ field]
    }

    /// The rejection of an event in which the attribute or field at `slot` is not as it must be.
    @inline(never)
    func rejection(_ reason: Rejection.Reason, slot: Int, _ expected: String) -> Rejection {
        let path = tree.paths[slot].joined(separator: ".")
        return Rejection(reason: reason, detail: "Field '\(path)' \(expected).")
    }

    /// The rejection of a payload that is not read at all.
    @inline(never)
    func tooLarge(_ count: Int) -> Rejection {
        Rejection(
            reason: .tooLarge,
            detail: "The payload has \(count) bytes; the limit is \(Limits.payload).")
    }

    /// The rejection of a document with a fault.
    @inline(never)
    func rejection(of outcome: JSONWalker.Outcome) -> Rejection {
        switch outcome.fault {
        case .depth:
            let detail = "Byte \(outcome.position) is inside more than \(Limits.depth) "
            return Rejection(reason: .tooDeep, detail: detail + "objects and arrays.")
        case .notAnObject:
            return Rejection(reason: .notAnObject, detail: "The payload is not a JSON object.")
        case .syntax, .none:
            return Rejection(
                reason: .invalidJSON,
                detail: "The payload is not valid JSON at byte \(outcome.position).")
        }
    }
}
