import MartletProfile
import MartletStream
import MartletWire

/// Looks at a line as the engine will: when it happened, or why it is no event.
struct LineChecker {
    private let router: LineRouter?
    private let fixedTypes: [EventSchema.TypeID?]
    private var decoder: EventDecoder
    private var batch: EventBatch

    /// Makes a checker for the inputs of `plan`.
    init(plan: StreamPlan) {
        let schema = plan.plan.features.schema
        router = plan.inputs.count > 1 ? LineRouter(plan: plan, partitions: 1) : nil
        fixedTypes = plan.overFiles.inputs.map { input in
            input.type.map { name in
                schema.types.firstIndex(of: name).map(EventSchema.TypeID.init)
                    ?? EventSchema.unnamed
            }
        }
        decoder = EventDecoder(schema: schema, attributes: plan.paths)
        batch = EventBatch(schema: schema)
    }

    /// The instant of the event in a line.
    mutating func check(_ line: [UInt8]) -> Result<Instant, Rejection> {
        batch.removeAll()
        let input = router.map { Int($0.route(line.span).input) } ?? 0
        let origin = EventBatch.Origin(input: UInt16(input), partition: 0, offset: 0)
        let rejection = decoder.decode(
            line.span, origin: origin, fixedType: fixedTypes[input], latest: .never, into: &batch)
        if let rejection { return .failure(rejection) }
        return .success(batch.heads[0].at)
    }
}
