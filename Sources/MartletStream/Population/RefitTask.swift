public import MartletProfile
import MartletWire

/// Which models a running application fits itself, and when.
public struct RefitTask: Sendable {
    /// Time from one refit to the next, ms.
    public let interval: Int64
    /// Where searches start.
    let seed: UInt64
    /// Personas; nil if they are not fitted.
    let personas: PersonaDefinition?
    /// The models that features read.
    let models: [ModelDefinition]
    /// The models by which customers are compared: personas are not found before these are known.
    let awaited: [String]
    /// Models that are described but cannot be fitted to profiles: no feature reads them.
    public let unread: [String]
    let personaCodec: PopulationCodec?
    let codecs: [String: ModelSummaryCodec]

    /// Lays out the task; nil if there is nothing to fit.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - models: The models of the configuration.
    ///   - interval: Time from one refit to the next, ms.
    ///   - seed: Where searches start.
    public init?(_ plan: Plan, _ models: [ModelDefinition], interval: Int64, seed: UInt64) {
        self.interval = interval
        self.seed = seed
        let book = plan.personas.flatMap { $0.definition.features.isEmpty ? nil : $0 }
        personas = book?.definition
        personaCodec = book.map { PopulationCodec($0) }
        let summaries = plan.summaries
        codecs = summaries.mapValues { ModelSummaryCodec($0.kind, hash: $0.hash) }
        let isRead = { (model: ModelDefinition) in summaries[model.name]?.kind == model.kind }
        self.models = models.filter(isRead).sorted { $0.name < $1.name }
        let compared = Set((book?.values ?? []).flatMap(\.features)).compactMap {
            plan.features.definitions[$0].measure
        }
        awaited = self.models.map(\.name).filter { name in
            compared.contains { $0.model == name || $0.purchases == name }
        }
        unread = models.filter { !isRead($0) }.map(\.name).sorted()
        guard book != nil || !self.models.isEmpty else { return nil }
    }

    /// What is fitted, personas first.
    public var keys: [ModelKey] {
        (personas == nil ? [] : [.personas]) + models.map { .feature($0.name) }
    }

    /// The records of a summary: key and value.
    func records(_ partition: Int32, _ summary: PopulationSummary) -> [SharedRecord] {
        var records: [SharedRecord] = []
        if let personaCodec {
            records.append(
                SharedRecord(
                    key: ModelKey.personas.summaryKey(partition),
                    value: personaCodec.encode(summary)))
        }
        for model in models {
            guard let codec = codecs[model.name], let found = summary.models[model.name] else {
                continue
            }
            records.append(
                SharedRecord(
                    key: ModelKey.feature(model.name).summaryKey(partition),
                    value: codec.encode(found)))
        }
        return records
    }

    /// Merges the records of all partitions; what cannot be used is left out.
    ///
    /// - Returns: The summary as far as personas go, if there is one, and those for models.
    func merged(
        _ records: [SharedRecord]
    ) -> (personas: PopulationSummary?, models: [String: ModelSummary]) {
        var whole: PopulationSummary?
        var models: [String: ModelSummary] = [:]
        for record in records {
            switch ModelKey(summaryKey: record.key) {
            case .personas:
                guard let summary = personaCodec?.decode(record.value) else { continue }
                if whole == nil { whole = summary } else { whole?.merge(summary) }
            case .feature(let name):
                guard let summary = codecs[name]?.decode(record.value) else { continue }
                models[name, default: ModelSummary(summary.kind)].merge(summary)
            case nil: continue
            }
        }
        return (whole, models)
    }
}
