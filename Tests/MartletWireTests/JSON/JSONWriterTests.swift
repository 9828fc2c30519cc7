import MartletProfile
import MartletWire
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("puts commas between members and elements, and nowhere else")
    func structure() {
        let text = written { writer in
            writer.beginObject()
            writer.key("a")
            writer.integer(1)
            writer.key(Array("b\"".utf8).span)
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.text("x")
            writer.beginArray()
            writer.endArray()
            writer.null()
            writer.endArray()
            writer.key("c")
            writer.beginObject()
            writer.key("d")
            writer.truth(true)
            writer.key("e")
            writer.raw("[1,2]")
            writer.endObject()
            writer.key("f")
            writer.instant(Instant(milliseconds: 1_298_967_960_000))
            writer.endObject()
        }
        #expect(
            text == #"{"a":1,"b\"":[{},"x",[],null],"c":{"d":true,"e":[1,2]},"#
                + #""f":"2011-03-01T08:26:00.000Z"}"#)
    }

    @Test("writes pieces as they stand, and no comma behind one")
    func fragments() {
        let text = written { writer in
            writer.fragment(#"{"id":"#)
            writer.integer(7)
            writer.fragment(#","names":["#)
            writer.text("a")
            writer.text("b")
            writer.fragment("]}")
        }
        #expect(text == #"{"id":7,"names":["a","b"]}"#)
    }

    @Test("begins a record behind another without a comma")
    func records() {
        let text = written { writer in
            for value in [1, 2] as [Int64] {
                writer.beginRecord()
                writer.integer(value)
                writer.bytes.append(UInt8(ascii: "\n"))
            }
        }
        #expect(text == "1\n2\n")
    }

    @Test(
        "writes integers",
        arguments: [
            0, 9, 10, 12_345_678, 99_999_999, 100_000_000, -1, 1_234_567_890_123_456,
            9_999_999_999_999_999, 10_000_000_000_000_000, .max, .min,
        ] as [Int64])
    func integers(value: Int64) {
        #expect(written { $0.integer(value) } == "\(value)")
    }

    @Test("writes any integer as the standard library does")
    func randomIntegers() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<20_000 {
            let value = Int64(bitPattern: random.next()) >> Int64(random.below(64))
            guard written({ $0.integer(value) }) == "\(value)" else {
                Issue.record("\(value), seed 11")
                return
            }
        }
    }

    @Test(
        "writes doubles with the fewest digits, and nothing that is not JSON",
        arguments: [
            (1, "1"), (0, "0"), (-0.0, "-0"), (0.1, "0.1"), (-2.5, "-2.5"),
            (1e15, "1000000000000000"), (1e17, "1e+17"),
            (1e14, "100000000000000"), (123_456_789.25, "123456789.25"), (1e300, "1e+300"),
            (Double.leastNonzeroMagnitude, "5e-324"), (1.0 / 3, "0.3333333333333333"),
            (.nan, "null"),
            (.infinity, "null"), (-.infinity, "null"),
        ] as [(Double, String)])
    func doubles(value: Double, text: String) {
        #expect(written { $0.double(value) } == text)
    }

    @Test("writes doubles that read back as the same")
    func randomDoubles() {
        var random = SplitMix64(seed: 12)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = written { $0.double(value) }
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
        #expect(written { $0.text(text) } == json)
    }

    @Test("writes texts of any length that the reference reads back")
    func randomTexts() throws {
        var random = SplitMix64(seed: 13)
        let pieces = ["a", "longer run of text ", "\"", "\\", "\n", "\0", "\u{e9}", "\u{1F600}"]
        for _ in 0..<2_000 {
            let text = (0..<random.below(20)).map { _ in random.pick(pieces) }.joined()
            let json = written { $0.text(Array(text.utf8).span) }
            let read = try ReferenceJSON.read(Array(json.utf8))
            guard read == .text(Array(text.utf8)) else {
                Issue.record("\(json), seed 13")
                return
            }
        }
    }

    @Test("writes exact decimals")
    func decimals() {
        #expect(written { $0.decimal(FixedDecimal(millionths: 77_183_600_000)) } == "77183.6")
    }
}
