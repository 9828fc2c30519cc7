import MartletProfile
import Testing

@testable import martlet

/// Whatever is in the file: no crash, and every diagnostic points into it.
struct ConfigurationFuzzTests {
    private static let seed: UInt64 = 0xF022

    /// Characters that mean something to YAML, to the settings, or to neither.
    private static let alphabet = Array(
        "{}[]:,'\"|>-&*!#%@` \n\t\r\\~<0a9.ä日😀\u{85}\u{2028}$e".unicodeScalars)

    @Test func damagedConfigurationsAreReportedInPlace() {
        var random = SplitMix64(seed: Self.seed)
        let original = Array(ConfigurationText.full.unicodeScalars)
        for round in 0..<1500 {
            var scalars = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<scalars.count, using: &random)
                let scalar = Self.alphabet.randomElement(using: &random) ?? " "
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars[place] = scalar
                case 1: scalars.insert(scalar, at: place)
                case 2: scalars.remove(at: place)
                default:
                    let end = min(place + Int.random(in: 1...60, using: &random), scalars.count)
                    scalars.insert(contentsOf: scalars[place..<end], at: place)
                }
            }
            check(String(String.UnicodeScalarView(scalars)), "seed \(Self.seed), round \(round)")
        }
    }

    @Test func noiseIsReportedInPlace() {
        var random = SplitMix64(seed: Self.seed)
        for round in 0..<3000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                text.append(Self.alphabet.randomElement(using: &random) ?? " ")
            }
            check(String(text), "seed \(Self.seed), round \(round)")
        }
    }

    private func check(_ text: String, _ round: String) {
        let file = ConfigurationText.load(text)
        for diagnostic in file.diagnostics {
            guard let start = diagnostic.span?.start else { continue }
            #expect((1...file.source.lines.count).contains(start.line), "\(round): \(diagnostic)")
            let columns = file.source.text(ofLine: start.line).unicodeScalars.count
            #expect((1...(columns + 1)).contains(start.column), "\(round): \(diagnostic)")
        }
        _ = DiagnosticRenderer(sources: [file.source]).render(file.diagnostics)
        for segment in file.configuration.segments {
            let end = segment.when.text.utf8.count
            for offset in 0...end {
                let diagnostic = segment.when.diagnostic(
                    at: offset..<end, in: file.source, message: "x")
                #expect(diagnostic.span != nil, "\(round)")
            }
        }
    }
}
