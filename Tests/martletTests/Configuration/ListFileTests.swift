import MartletProfile
import Testing

@testable import martlet

@Suite struct ListFileTests {
    private func contains(_ list: CustomerList, _ id: String) -> Bool {
        let bytes = Array(id.utf8)
        return list.contains(bytes.span)
    }

    @Test func `comments, blank lines and blanks around ids mean nothing`() throws {
        let text = "\u{FEFF}# vips\nc1   # the best\n\n \tc2 \r\nc#3\n  \nc 4#5"
        let list = try ListFile.parse(Array(text.utf8))
        #expect(list.count == 4)
        for id in ["c1", "c2", "c#3", "c 4#5"] { #expect(contains(list, id), "\(id)") }
        for id in ["", "# vips", "c", "c1 ", "the best"] { #expect(!contains(list, id), "\(id)") }
    }

    @Test func `an id that is too long is refused by its line`() {
        let text = "c1\n" + String(repeating: "x", count: 257) + "\n"
        do throws(ListFile.Problem) {
            _ = try ListFile.parse(Array(text.utf8))
            Issue.record("it was read")
        } catch {
            #expect(error.message == "line 2: a customer id has at most 256 bytes")
        }
    }

    @Test func `a file in UTF-16 is refused`() {
        #expect(throws: ListFile.Problem.self) {
            try ListFile.parse([0xFF, 0xFE, 0x63, 0x00, 0x31, 0x00, 0x0A, 0x00])
        }
    }
}
