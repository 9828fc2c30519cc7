import MartletProfile

/// What records say of events that caused something: prepared once.
struct CauseTexts: ~Copyable, Sendable {
    private let types: TextTable
    private let inputs: TextTable
    /// `"type"` that each input fixes: the events of a type that no feature names have no other.
    private let fixedTypes: TextTable

    /// Prepares for the types of events that features name, and the topics of the inputs, each with
    /// the type that it fixes.
    init(types: [String], inputs: [String], fixedTypes: [String?]) {
        let quoted = { (text: String) in [UInt8](quoted: text) }
        self.types = TextTable(types.map(quoted))
        self.inputs = TextTable(inputs.map(quoted))
        self.fixedTypes = TextTable(
            inputs.indices.map { input in
                quoted(fixedTypes.count > input ? fixedTypes[input] ?? "" : "")
            })
    }

    /// Appends an event as what caused something.
    func append(
        _ head: EventBatch.Head, _ batch: borrowing EventBatch, to bytes: inout [UInt8]
    ) {
        let names = Int(head.typeName.count) + Int(head.eventID.count)
        let size =
            128 + types.size + fixedTypes.size + inputs.size
            + OutputSpan<UInt8>.longestQuoted(names)
        let (typeName, eventID) = (batch.bytes(head.typeName), batch.bytes(head.eventID))
        let types = types.view
        let fixedTypes = fixedTypes.view
        let inputs = inputs.view
        bytes.append(addingCapacity: size + 2 * OutputSpan<UInt8>.longestValue) { room in
            room.append(#"{"kind":"event","type":"# as StaticString)
            if head.type != EventSchema.unnamed {
                types.append(Int(head.type), to: &room)
            } else if typeName.count > 0 {
                room.append(quoted: typeName)
            } else {
                fixedTypes.append(Int(head.origin.input), to: &room)
            }
            if eventID.count > 0 {
                room.append(#","event_id":"# as StaticString)
                room.append(quoted: eventID)
            }
            room.append(#","topic":"# as StaticString)
            inputs.append(Int(head.origin.input), to: &room)
            room.append(#","partition":"# as StaticString)
            room.append(integer: Int(head.origin.partition))
            room.append(#","offset":"# as StaticString)
            room.append(integer: Int(head.origin.offset))
            room.append(UInt8(ascii: "}"))
        }
    }
}
