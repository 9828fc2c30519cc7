import MartletProfile
import Testing

@testable import MartletWire

@Suite("Appending JSON values")
struct AppendingTests {
    /// What `body` appends to bytes that hold something already.
    private func appended(_ body: (inout [UInt8]) -> Void) -> String {
        var bytes = Array("x".utf8)
        body(&bytes)
        #expect(bytes[0] == UInt8(ascii: "x"))
        return String(decoding: bytes.dropFirst(), as: UTF8.self)
    }

    @Test(
        "appends integers",
        arguments: [
            0, 9, 10, 12_345_678, 99_999_999, 100_000_000, -1, -10, 1_234_567_890_123_456,
            9_999_999_999_999_999, 10_000_000_000_000_000, .max, .min,
        ] as [Int])
    func integers(value: Int) {
        #expect(appended { $0.append(integer: value) } == "\(value)")
    }

    @Test("appends any integer as the standard library does")
    func randomIntegers() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<20_000 {
            let value = Int(truncatingIfNeeded: random.next()) >> random.below(64)
            guard appended({ $0.append(integer: value) }) == "\(value)" else {
                Issue.record("\(value), seed 11")
                return
            }
        }
    }

    @Test(
        "appends doubles with the fewest digits, and nothing that is not JSON",
        arguments: [
            (1, "1"), (0, "0"), (0.1, "0.1"), (-2.5, "-2.5"), (1e17, "1e+17"),
            (1e14, "100000000000000"), (123_456_789.25, "123456789.25"), (1e300, "1e+300"),
            (Double.leastNonzeroMagnitude, "5e-324"), (1.0 / 3, "0.3333333333333333"),
            (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
        ] as [(Double, String)])
    func doubles(value: Double, text: String) {
        #expect(appended { $0.append(double: value) } == text)
    }

    @Test("appends doubles that read back as the same")
    func randomDoubles() {
        var random = SplitMix64(seed: 12)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = appended { $0.append(double: value) }
            guard (try? ReferenceJSON.read(Array(text.utf8))) == .number(Array(text.utf8)),
                Double(text) == value
            else {
                Issue.record("\(text), seed 12")
                return
            }
        }
    }

    @Test(
        "escapes what JSON must, and leaves the rest",
        arguments: [
            ("", #""""#), ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#),
            ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#), ("\0\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""),
            ("\u{e9}\u{20ac}\u{1F600}/", "\"\u{e9}\u{20ac}\u{1F600}/\""),
        ])
    func escapes(text: String, json: String) {
        #expect(appended { $0.append(quoted: Array(text.utf8).span) } == json)
        #expect(String(decoding: [UInt8](quoted: text), as: UTF8.self) == json)
    }

    @Test("appends texts of any length that the reference reads back")
    func randomTexts() throws {
        var random = SplitMix64(seed: 13)
        let pieces = ["a", "longer run of text ", "\"", "\\", "\n", "\0", "\u{e9}", "\u{1F600}"]
        for _ in 0..<2_000 {
            let text = Array((0..<random.below(20)).map { _ in random.pick(pieces) }.joined().utf8)
            let json = appended { $0.append(quoted: text.span) }
            guard try ReferenceJSON.read(Array(json.utf8)) == .text(text) else {
                Issue.record("\(json), seed 13")
                return
            }
        }
    }

    @Test("appends runs of bytes of any length as they are")
    func runs() {
        for count in 0..<80 {
            let text = (0..<count).map { UInt8(0x30 + $0) }
            #expect(Array(appended { $0.append(text.span) }.utf8) == text)
        }
    }

    @Test("appends instants, and null where the text form ends")
    func instants() {
        let instant = Instant(milliseconds: 1_298_967_960_007)
        #expect(appended { $0.append(instant: instant) } == #""2011-03-01T08:26:00.007Z""#)
        #expect(appended { $0.append(rfc3339: instant) } == "2011-03-01T08:26:00.007Z")
        #expect(appended { $0.append(instant: .never) } == "null")
    }

    @Test("keeps prepared texts apart")
    func table() {
        let texts = [",\"a\"", "", ",\"a longer text than a block of bytes\"", ",b"]
        let table = TextTable(texts.map { Array($0.utf8) })
        #expect(table.count == 4)
        #expect(table.size == texts.joined().utf8.count)
        for (index, text) in texts.enumerated() {
            let whole = appended { bytes in
                bytes.append(addingCapacity: 100) { table.append(index, to: &$0) }
            }
            #expect(whole == text)
            guard !text.isEmpty else { continue }
            let rest = appended { bytes in
                bytes.append(addingCapacity: 100) {
                    table.append(index, to: &$0, droppingFirst: true)
                }
            }
            #expect(rest == text.dropFirst())
        }
    }
}
