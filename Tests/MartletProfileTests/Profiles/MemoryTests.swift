import Testing

@testable import MartletProfile

@Suite struct MemoryTests {
    @Test func sizeClassesGrowByHalves() {
        #expect((0..<10).map { BlockPool.size(of: $0) } == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32])
        for words in 1...5000 {
            let sizeClass = BlockPool.sizeClass(holding: words)
            #expect(BlockPool.size(of: sizeClass) >= words)
            #expect(sizeClass == 0 || BlockPool.size(of: sizeClass - 1) < words)
        }
    }

    @Test func listsBehaveLikeArrays() {
        var random = SplitMix64(seed: 7)
        var pool = BlockPool()
        var lists = [WordList](repeating: WordList(0), count: 20)
        var models = [[[Int64]]](repeating: [], count: 20)
        for step in 0..<20_000 {
            let which = Int(random.next() % 20)
            let stride = which % 3 + 1
            if random.next() % 4 != 0 || models[which].isEmpty {
                let place = Int(random.next() % UInt64(models[which].count + 1))
                let entry = (0..<stride).map { _ in Int64(bitPattern: random.next()) }
                let words = lists[which].insert(at: place, stride: stride, &pool)
                for (offset, word) in entry.enumerated() { words[offset] = word }
                models[which].insert(entry, at: place)
            } else {
                let gone = Int(random.next() % UInt64(min(5, models[which].count) + 1))
                lists[which].removeFirst(gone, stride: stride, &pool)
                models[which].removeFirst(gone)
            }
            #expect(lists[which].count == models[which].count, "step \(step)")
            guard !models[which].isEmpty else { continue }
            let words = lists[which].entries(pool)
            let flat = models[which].flatMap { $0 }
            #expect(flat.indices.allSatisfy { words[$0] == flat[$0] }, "step \(step)")
        }
    }

    @Test func blocksLargerThanAChunkWork() {
        var pool = BlockPool()
        var list = WordList(0)
        for index in 0..<40_000 { list.insert(at: index, stride: 3, &pool)[0] = Int64(index) }
        let words = list.entries(pool)
        #expect((0..<40_000).allSatisfy { words[$0 * 3] == Int64($0) })
    }

    @Test func symbolsAreDistinctAndFound() {
        var table = SymbolTable()
        var numbers: [String: UInt32] = [:]
        for index in 0..<5000 {
            let text =
                index % 3 == 0
                ? "k\(index)" : String(repeating: "é", count: index % 40) + "\(index)"
            numbers[text] = table.intern(Array(text.utf8).span)
        }
        for (text, number) in numbers {
            #expect(table.find(Array(text.utf8).span) == number)
            #expect(table.text(number) == text)
        }
        #expect(Set(numbers.values).count == numbers.count)
        #expect(table.find(Array("absent".utf8).span) == nil)
    }

    @Test func timersComeInOrder() {
        var random = SplitMix64(seed: 3)
        var queue = TimerQueue()
        var instants: [Int64] = []
        for row in 0..<5000 {
            let at = Int64(random.next() % 1000)
            instants.append(at)
            queue.push(TimerQueue.Entry(at: Instant(milliseconds: at), row: UInt32(row)))
        }
        var popped: [Int64] = []
        while queue.count > 0 { popped.append(queue.pop().at.milliseconds) }
        #expect(popped == instants.sorted())
        #expect(queue.first == .never)
    }

    @Test func removedCustomersAreGoneAndOthersStay() throws {
        let plan = try Plan(features: [], segments: [])
        var table = ProfileTable(plan: plan)
        var model: Set<String> = []
        var random = SplitMix64(seed: 11)
        for _ in 0..<30_000 {
            let id = "c\(random.next() % 3000)"
            if random.next() % 3 == 0 {
                table.remove(Array(id.utf8).span)
                model.remove(id)
            } else {
                _ = table.findOrInsert(Array(id.utf8).span)
                model.insert(id)
            }
        }
        #expect(table.count == model.count)
        for index in 0..<3000 {
            let found = table.find(Array("c\(index)".utf8).span)
            #expect((found != nil) == model.contains("c\(index)"))
            guard let found else { continue }
            let id = table.withCustomer(found) { span in
                String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
            }
            #expect(id == "c\(index)")
        }
    }
}
