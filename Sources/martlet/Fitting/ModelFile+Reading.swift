import MartletProfile
import MartletStorage

extension ModelFile {
    /// Reads a file of models.
    ///
    /// - Throws: ``ModelFileProblem``, which does not name the file.
    init(json text: String) throws(ModelFileProblem) {
        let value: Value
        do throws(JSONValueReader.Mistake) {
            value = try JSONValueReader.read(text)
        } catch {
            throw ModelFileProblem(message: "it is no JSON: \(error.message)")
        }
        let root = ModelNode(value: value, path: "")
        guard case .map = value else {
            throw ModelFileProblem(message: "it is no object of models")
        }
        let format = try root["format"].count
        guard format == Self.format else {
            throw ModelFileProblem(
                message: "it is of format \(format), and this program reads format \(Self.format)")
        }
        let until = try root["until"]
        guard let instant = Instant(rfc3339: Array(try until.text.utf8).span) else {
            throw until.complaint("must be an instant")
        }
        var models: [FittedModel] = []
        for (name, node) in try root["models"].members {
            models.append(try FittedModel(name: name, node))
        }
        self.init(
            name: try root["name"].text, until: instant, events: try root["events"].count,
            customers: try root["customers"].count, models: models)
        personas = try root.optional("personas").map { (node) throws(ModelFileProblem) in
            try FittedPersonas(node)
        }
    }

    /// Most bytes of a file of models.
    private static let mostBytes = 64 << 20

    /// Reads a file of models; nil if there is none.
    ///
    /// - Throws: ``ModelFileProblem`` naming the file.
    static func read(_ path: String) throws(ModelFileProblem) -> ModelFile? {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileBytes.read(path, limit: mostBytes)
        } catch {
            if case .missing = error { return nil }
            throw ModelFileProblem(message: error.description)
        }
        do throws(ModelFileProblem) {
            return try ModelFile(json: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ModelFileProblem(message: "\(path): \(error.message)")
        }
    }
}

extension FittedModel {
    fileprivate init(name: String, _ node: ModelNode) throws(ModelFileProblem) {
        self.name = name
        kind = try node["kind"].choice()
        var sources: [String] = []
        for source in try node["of"].elements { sources.append(try source.text) }
        of = sources
        filter = try node.optional("where")?.text
        per = try node["per"].choice()
        unit = ModelSettings.standardUnit
        if let node = try node.optional("unit") {
            guard let unit = DurationText.milliseconds(try node.text), unit > 0 else {
                throw node.complaint("must be a duration")
            }
            self.unit = unit
        }
        includesFirst = try node.optional("include_first")?.truth ?? false
        let customers = try node["customers"].count
        switch kind {
        case .bgnbd, .mbgnbd:
            let fitted = try Self.parameters(["r", "alpha", "a", "b"], node)
            let values = fitted.map(\.value)
            content = .purchases(
                try Self.fit(
                    PurchaseModel(
                        kind: kind.purchaseKind ?? .mbgnbd, r: values[0], alpha: values[1],
                        a: values[2], b: values[3]), fitted, customers, node))
        case .gammaGamma:
            let fitted = try Self.parameters(["p", "q", "v"], node)
            let values = fitted.map(\.value)
            content = .spend(
                try Self.fit(
                    SpendModel(p: values[0], q: values[1], v: values[2]), fitted, customers, node))
        case .rhythm:
            let rhythm = Rhythm(
                mean: try node["mean_days"].notNegative,
                spread: try node["spread_days"].notNegative)
            content = .rhythm(RhythmModel(population: rhythm), customers: customers)
        case .rfm:
            let rule = try node["cuts"].choice(CutPoints.Rule.self)
            let cuts = { (key: String) throws(ModelFileProblem) in
                let values = try node[key].numbers
                guard values == values.sorted(), values.count <= CutPoints.most else {
                    throw try node[key].complaint(
                        "must ascend, and be \(CutPoints.most) at most")
                }
                return CutPoints(values, rule: rule)
            }
            let model = RFMModel(
                recency: try cuts("recency_days"), frequency: try cuts("frequency"),
                money: try cuts("money"))
            guard model.frequency.count == model.recency.count,
                model.money.count == model.recency.count
            else { throw node.complaint("must have as many cut points of each kind") }
            content = .rfm(model, customers: customers)
        }
    }

    private static func parameters(
        _ names: [String], _ node: ModelNode
    ) throws(ModelFileProblem) -> [FittedParameter] {
        let (values, errors) = (try node["parameters"], try node["standard_errors"])
        var parameters: [FittedParameter] = []
        for name in names {
            parameters.append(
                FittedParameter(
                    name: name, value: try values[name].positive,
                    standardError: try errors[name].optionalNumber))
        }
        return parameters
    }

    private static func fit<Model>(
        _ model: Model, _ parameters: [FittedParameter], _ customers: Int, _ node: ModelNode
    ) throws(ModelFileProblem) -> ModelFit<Model> {
        ModelFit(
            model: model, parameters: parameters,
            logLikelihood: try node["log_likelihood"].number, customers: customers,
            steps: try node["steps"].count, isConverged: try node["converged"].truth)
    }
}
