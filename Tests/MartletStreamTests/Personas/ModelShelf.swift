import MartletProfile

@testable import MartletStream

/// Fits that are kept as they are: the text of records is nothing to tests of the keeper.
final class ModelShelf: @unchecked Sendable {
    private(set) var versions: [(key: ModelKey, version: ModelVersion)] = []
    /// Records that cannot be used by this configuration.
    var isForeign = false

    /// How a keeper writes models down; models of purchases have this unit of time, ms.
    func format(unit: Int64 = 1) -> ModelKeeper<ScriptedTopics>.Format {
        ModelKeeper<ScriptedTopics>.Format(
            encode: { [self] key, fit, until, _ in
                let model: ModelVersion.Model =
                    switch fit {
                    case .personas(let fit): .personas(fit.model)
                    case .feature(let fit): .feature(fit.model(unit: unit))
                    }
                versions.append((key, ModelVersion(until: until, model: model)))
                return [UInt8(versions.count - 1)]
            },
            decode: { [self] key, bytes in
                let place = Int(bytes[0])
                guard !isForeign, versions.indices.contains(place), versions[place].key == key
                else { return nil }
                return versions[place].version
            })
    }

    /// The instants until which customers were observed.
    var instants: [Instant] { versions.map(\.version.until) }
}
