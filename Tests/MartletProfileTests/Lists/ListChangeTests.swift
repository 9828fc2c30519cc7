import Testing

@testable import MartletProfile

@Suite struct ListChangeTests {
    private let plan: Plan

    init() throws {
        plan = try Plan(
            features: [
                FeatureDefinition(name: "n", aggregate: .count, sources: [.init(type: "p")])
            ],
            segments: [
                SegmentDefinition(name: "vips", when: "in_list('vip') && n >= 0"),
                SegmentDefinition(name: "others", when: "n >= 0", exitWhen: "in_list('left')"),
            ],
            lists: Self.lists(vip: ["c1", "c2"], left: [], unread: []))
    }

    private static func list(_ ids: [String]) -> CustomerList {
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for id in ids {
            bytes += Array(id.utf8)
            ends.append(UInt32(bytes.count))
        }
        return CustomerList(ids: bytes, ends: ends)
    }

    private static func lists(vip: [String], left: [String], unread: [String]) -> CustomerLists {
        CustomerLists(
            names: ["vip", "left", "unread"], lists: [list(vip), list(left), list(unread)])
    }

    private func table(_ customers: [String]) -> ProfileTable {
        var table = ProfileTable(plan: plan)
        table.advance(to: Instant(milliseconds: 1000))
        for customer in customers {
            let id = Array(customer.utf8)
            let row = table.findOrInsert(id.span).row
            _ = table.evaluate(row, .everything, at: table.clock)
        }
        return table
    }

    /// Evaluates everybody whom a change concerns, so many ids at a time.
    private func finish(
        _ change: ListChange, _ table: inout ProfileTable, slice: Int
    ) -> [Int] {
        var change = change
        var all: [Int] = []
        var rows: [Int] = []
        while !change.isFinished {
            change.find(in: table, limit: slice, into: &rows)
            for row in rows { _ = table.evaluate(row, .everything, at: table.clock) }
            all += rows
        }
        return all
    }

    @Test func `rules see the list`() {
        let table = table(["c1", "c2", "c3"])
        #expect([0, 1, 2].map { table.isMember($0, of: 1) } == [true, true, false])
        #expect(table.members == [3, 2])
    }

    @Test(arguments: [1, 2, 3, 100])
    func `those who come and those who go are evaluated, and nobody else`(slice: Int) {
        var table = table(["c1", "c2", "a-customer-with-a-long-id", "c4"])
        let lists = Self.lists(
            vip: ["c2", "c9", "a-customer-with-a-long-id"], left: ["c4"], unread: ["c2"])
        let change = table.replace(lists)
        #expect(finish(change, &table, slice: slice) == [0, 2, 3])
        #expect([0, 1, 2, 3].map { table.isMember($0, of: 1) } == [false, true, true, false])
        #expect([0, 1, 2, 3].map { table.isMember($0, of: 0) } == [true, true, true, false])
        #expect(table.members == [3, 2])
    }

    @Test func `lists that are the same objects concern nobody`() {
        var table = table(["c1", "c2"])
        let change = table.replace(table.customerLists)
        #expect(change.isFinished)
    }

    @Test func `a rule tells which lists it reads`() {
        #expect(plan.book.listsRead == [0, 1])
    }
}
