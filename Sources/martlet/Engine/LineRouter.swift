import MartletProfile
import MartletStream
import MartletWire

/// Says to which input and partition a line of an event file belongs.
///
/// The partition is the one that a Kafka producer would choose for the customer id as the key, so
/// that a replay on N shards sees what N partitions would hold. With several inputs an event goes
/// to the input of its type; one of a type that no input has, to the first input without one.
final class LineRouter {
    private let partitioner: KeyPartitioner
    private let inputOfType: [UInt16]
    private let otherInput: UInt16
    private var decoder: EventDecoder
    private var batch: EventBatch

    /// Makes a router for the inputs of `plan`.
    init(plan: StreamPlan, partitions: Int32) {
        partitioner = KeyPartitioner(partitions: partitions)
        var types: [String] = []
        var inputs: [UInt16] = []
        for (index, input) in plan.inputs.enumerated() {
            guard let type = input.type else { continue }
            types.append(type)
            inputs.append(UInt16(index))
        }
        let schema = EventSchema(
            types: types, fields: [], requirements: types.map { _ in [] })
        inputOfType = inputs
        otherInput = UInt16(plan.inputs.firstIndex { $0.type == nil } ?? 0)
        decoder = EventDecoder(schema: schema, attributes: plan.paths)
        batch = EventBatch(schema: schema)
    }

    /// Where a line goes; one that is no event goes where an empty key would.
    func route(_ line: borrowing Span<UInt8>) -> (input: UInt16, partition: Int32) {
        batch.removeAll()
        let origin = EventBatch.Origin(input: 0, partition: 0, offset: 0)
        let type = inputOfType.isEmpty ? EventSchema.unnamed : nil
        var isEvent = decode(line, origin, type)
        if !isEvent, type == nil { isEvent = decode(line, origin, EventSchema.unnamed) }
        guard isEvent else { return (otherInput, partitioner.partition(of: [UInt8]().span)) }
        let head = batch.heads[0]
        let input = head.type == EventSchema.unnamed ? otherInput : inputOfType[Int(head.type)]
        return (input, partitioner.partition(of: customer.span))
    }

    /// The customer id of the line that was decoded.
    private var customer: [UInt8] {
        let range = batch.heads[0].customer
        return Array(batch.text[Int(range.start)..<Int(range.start + range.count)])
    }

    private func decode(
        _ line: borrowing Span<UInt8>, _ origin: EventBatch.Origin, _ type: EventSchema.TypeID?
    ) -> Bool {
        decoder.decode(line, origin: origin, fixedType: type, latest: .never, into: &batch) == nil
    }
}

extension StreamPlan {
    /// The plan as it is used over files, where the events of several topics say their types.
    ///
    /// An event of no topic's type is then of no type that counts, not one of the first topic's.
    var overFiles: StreamPlan {
        guard inputs.count > 1 else { return self }
        var plan = self
        for index in plan.inputs.indices { plan.inputs[index].type = nil }
        return plan
    }
}
