import MartletProfile

/// What records say of why segments were entered, or of why they were left: prepared once.
struct ReasonTable: ~Copyable, Sendable {
    /// `,"name":{"rule":"...","values":{` of each segment.
    private let texts: TextTable
    /// What the rules read, those of one segment after those of another.
    private let readings: [RuleProgram.Reading]
    /// Where the readings of each segment end.
    private let ends: [Int]

    /// Prepares for segments, each with the rule that decides.
    init(_ rules: [(segment: String, text: String, program: RuleProgram)]) {
        texts = TextTable(
            rules.map { rule in
                [UInt8(ascii: ",")] + [UInt8](quoted: rule.segment) + Array(#":{"rule":"#.utf8)
                    + [UInt8](quoted: rule.text) + Array(#","values":{"#.utf8)
            })
        var readings: [RuleProgram.Reading] = []
        ends = rules.map { rule in
            readings += rule.program.readings
            return readings.count
        }
        self.readings = readings
    }

    /// Appends the reason of one segment as a member of an object.
    func append(
        _ segment: Int, isFirst: Bool, _ features: FeatureEncoder,
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, to bytes: inout [UInt8]
    ) {
        let texts = texts.view
        bytes.append(addingCapacity: self.texts.size) { room in
            texts.append(segment, to: &room, droppingFirst: isFirst)
        }
        let first = segment == 0 ? 0 : ends[segment - 1]
        features.append(
            readings.span.extracting(first..<ends[segment]), table, row, at, to: &bytes)
        bytes.append("}}" as StaticString)
    }
}
