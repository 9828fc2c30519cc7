import Testing

@testable import MartletProfile

@Suite struct CustomerListTests {
    private func list(_ ids: [String]) -> CustomerList {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for id in ids {
            bytes += Array(id.utf8)
            ends.append(UInt32(bytes.count))
        }
        return CustomerList(ids: bytes, ends: ends)
    }

    private func contains(_ list: CustomerList, _ id: String) -> Bool {
        let bytes = Array(id.utf8)
        return list.contains(bytes.span)
    }

    @Test func `a list holds its ids and no others`() {
        let ids = (0..<5000).map { "customer-\($0 * 7)" }
        let list = list(ids + ids.prefix(10))
        #expect(list.count == 5000)
        #expect(ids.allSatisfy { contains(list, $0) })
        #expect(!(0..<5000).contains { contains(list, "customer-\($0 * 7 + 1)") })
        #expect(!contains(list, "customer-"))
    }

    @Test func `nobody is in an empty list`() {
        #expect(CustomerList.empty.count == 0)
        #expect(!contains(.empty, "c1"))
    }
}
