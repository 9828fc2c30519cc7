import MartletProfile
import MartletWire

extension Worker where Log: ~Copyable {
    /// Makes a worker that owns nothing yet.
    public init(plan: StreamPlan, log: consuming Log, clock: Clock) {
        self.plan = plan
        self.log = log
        self.clock = clock
        var limits = CommitCycle.Limits(
            interval: plan.commitInterval, records: plan.commitRecords)
        limits.bytes = plan.commitBytes
        cycle = CommitCycle(limits: limits)
        decoder = EventDecoder(schema: plan.plan.features.schema, attributes: plan.paths)
        fixedTypes = plan.inputs.map { input in
            input.type.map { name in
                plan.plan.features.schema.types.firstIndex(of: name).map(EventSchema.TypeID.init)
                    ?? EventSchema.unnamed
            }
        }
        encoder = OutcomeEncoder(
            plan: plan.plan, name: plan.name, inputs: plan.inputs.map(\.topic),
            types: plan.inputs.map(\.type), selection: plan.selection)
        events = EventBatch(schema: plan.plan.features.schema)
    }
}
