/// One figure of a benchmark.
struct Measurement {
    /// What was measured.
    var name: String
    /// How many things were done.
    var count: Int
    /// How long they took.
    var seconds: Double
    /// What a thing is: `event`, `profile`.
    var unit: String
    /// Other figures by name: bytes per profile, say.
    var details: [(String, Double)] = []

    /// Times the body, best of `repeats`.
    static func best<Result>(
        of repeats: Int, _ name: String, count: Int, unit: String, _ body: () throws -> Result
    ) rethrows -> (Measurement, Result) {
        var best = Double.infinity
        var result: Result?
        for _ in 0..<max(1, repeats) {
            let start = ContinuousClock.now
            let value = try body()
            best = min(best, (ContinuousClock.now - start) / .seconds(1))
            result = value
        }
        guard let result else { preconditionFailure("a benchmark runs at least once") }
        return (Measurement(name: name, count: count, seconds: best, unit: unit), result)
    }

    /// Nanoseconds for one.
    var nanoseconds: Double { seconds / Double(max(1, count)) * 1e9 }

    /// One JSON object.
    var json: String {
        let extra = details.map { ",\"\($0.0)\":\(Self.rounded($0.1))" }.joined()
        return """
            {"name":"\(name)","count":\(count),"unit":"\(unit)","seconds":\(seconds),\
            "per_second":\((Double(count) / seconds).rounded()),\
            "nanoseconds":\(Self.rounded(nanoseconds))\(extra)}
            """
    }

    /// A table for people.
    static func table(_ measurements: [Measurement]) -> String {
        let rows = measurements.map { measurement in
            let extra = measurement.details.map { "\($0.0) \(rounded($0.1))" }
            return [
                measurement.name, "\(Int(Double(measurement.count) / measurement.seconds))",
                "\(rounded(measurement.nanoseconds))",
                measurement.unit, extra.joined(separator: ", "),
            ]
        }
        let all = [["BENCHMARK", "PER SECOND", "NS EACH", "UNIT", "BESIDES"]] + rows
        let widths = all[0].indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            row.enumerated().map { column, text in
                text + String(repeating: " ", count: widths[column] - text.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
