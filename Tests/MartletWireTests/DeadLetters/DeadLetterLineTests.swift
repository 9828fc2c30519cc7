import Foundation
import MartletWire
import Testing

@Suite("Dead letters in a file")
struct DeadLetterLineTests {
    private let rejection = Rejection(reason: .invalidJSON, detail: "Not \"JSON\" at byte 3.")

    private func line(_ payload: [UInt8]) -> String {
        var output: [UInt8] = Array("x".utf8)
        DeadLetterLine.append(
            rejection, topic: "purchases", partition: 3, offset: 991, payload: payload.span,
            to: &output)
        return String(decoding: output.dropFirst(), as: UTF8.self)
    }

    @Test("holds a payload that is UTF-8 as text")
    func text() {
        #expect(
            line(Array("{\"a\":\n\u{e9}".utf8))
                == #"{"reason":"invalid_json","detail":"Not \"JSON\" at byte 3.","#
                + #""topic":"purchases","partition":3,"offset":991,"payload":"{\"a\":\n"#
                + "\u{e9}\"}")
    }

    @Test("holds any other payload in base64")
    func bytes() {
        let text = line([0xFF, 0x00, 0x61])
        #expect(text.hasSuffix(#""offset":991,"payload_base64":"/wBh"}"#))
    }

    @Test("encodes in base64 as Foundation does, at every length and with every byte")
    func base64() {
        for count in 1..<260 {
            // The first byte makes it no UTF-8.
            let payload = [0xFF] + (1..<count + 1).map { UInt8(truncatingIfNeeded: $0 &* count) }
            let expected = Data(payload).base64EncodedString()
            #expect(line(payload).hasSuffix(#""payload_base64":"\#(expected)"}"#))
        }
    }
}
