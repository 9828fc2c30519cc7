import MartletProfile
package import MartletStream

/// A small shop as JSON events in two topics, a few of them dirty, late, repeated or null.
package struct ShopStory {
    /// The instant at which stories begin, ms since the epoch.
    package static let start: Int64 = 1_735_689_600_000
    /// The inputs: purchases, whose type the topic fixes, and browses.
    package static let inputs = [
        StreamPlan.Input(topic: "purchases", type: "purchase"),
        StreamPlan.Input(topic: "browses"),
    ]

    /// One record of the story.
    package struct Record {
        /// Index of the input.
        package var input: Int
        /// What is produced.
        package var message: Message
        /// The instant of the event, ms since the epoch.
        package var at: Int64
        /// Whether the producer upstream sends an event once more that it has sent before.
        package var isRepeated = false

        /// Makes a record.
        package init(input: Int, message: Message, at: Int64, isRepeated: Bool = false) {
            self.input = input
            self.message = message
            self.at = at
            self.isRepeated = isRepeated
        }
    }

    /// The records in the order in which they are produced.
    package private(set) var records: [Record] = []
    private var random: SplitMix64
    private var now = ShopStory.start
    private var ids = 0
    /// The last events of each customer that have an id of their own.
    private var sent: [[Record]]

    /// Tells a story of so many records.
    package init(seed: UInt64, count: Int, customers: Int = 9) {
        random = SplitMix64(seed: seed)
        sent = [[Record]](repeating: [], count: customers)
        for _ in 0..<count { add() }
    }

    /// The story as it is without the events that are sent again: each is a null, which counts for
    /// nothing, so that every other record keeps its offset.
    package var withoutRepetitions: ShopStory {
        var story = self
        for index in records.indices where records[index].isRepeated {
            story.records[index].message.value = nil
        }
        return story
    }

    private mutating func add() {
        now += Int64(random.below(random.oneIn(10) ? 36_000_000 : 1_500_000))
        let customer = random.below(sent.count)
        if random.oneIn(8), let record = repetition(customer) {
            records.append(record)
            return
        }
        let id = ShopStory.name(customer)
        let isPurchase = random.oneIn(3)
        let at = random.oneIn(6) ? now - Int64(random.below(90_000_000)) : now
        var text: String?
        switch random.below(40) {
        case 0: text = nil
        case 1: text = #"{"customer_id":"\#(id)","ts":\#(at)"#
        case 2: text = #"{"customer_id":"\#(id)","ts":"noon","type":"browse"}"#
        default: text = event(id, isPurchase, at)
        }
        let message = Message(
            key: Array(id.utf8), value: text.map { Array($0.utf8) },
            headers: [.init(name: Array("source".utf8), value: random.oneIn(2) ? nil : [7])],
            timestamp: Int64(records.count))
        records.append(
            Record(input: isPurchase ? 0 : 1, message: message, at: at))
        if text?.contains("event_id") == true, let record = records.last {
            sent[customer].append(record)
        }
    }

    /// Profiles remember the last eight ids; a producer repeats itself sooner than that.
    private mutating func repetition(_ customer: Int) -> Record? {
        guard var record = sent[customer].suffix(6).randomElement(using: &random) else {
            return nil
        }
        record.isRepeated = true
        record.message.timestamp = Int64(records.count)
        return record
    }

    /// Ids of all lengths, so that some do not fit into a row.
    private static func name(_ customer: Int) -> String {
        customer % 4 == 3 ? "customer-with-a-long-id-\(customer)" : "c\(customer)"
    }

    private mutating func event(_ customer: String, _ isPurchase: Bool, _ at: Int64) -> String {
        let category = ["shoes", "hats", "b\\u00f6ots", "bags"][random.below(4)]
        var text = #"{"customer_id":"\#(customer)","ts":\#(at)"#
        if !random.oneIn(5) {
            ids += 1
            text += #","event_id":"e\#(ids)""#
        }
        text += #","category":"\#(category)""#
        if isPurchase {
            text += #","amount":\#(random.below(9_000)).\#(random.below(90) + 10)"#
        } else {
            text += #","type":"\#(random.oneIn(9) ? "ping" : "browse")""#
            text += #","channel":"\#(random.oneIn(2) ? "app" : "web")""#
        }
        return text + "}"
    }

    /// A plan that has every kind of feature and of segment.
    package static func plan(
        clock: ClockMode, commitRecords: Int = 7, personas: ShopPersonas = .rules
    ) throws -> StreamPlan {
        var selection = OutcomeEncoder.Selection()
        selection.profiles = true
        return StreamPlan(
            name: "shop", plan: try ShopPlan.make(personas), inputs: inputs, clock: clock,
            maximumFuture: 600_000, commitInterval: 9, commitRecords: commitRecords,
            selection: selection)
    }
}

extension ShopStory {
    /// Adds an event to each partition so late that everything else leaves its window.
    mutating func addEnd(partitions: Int) {
        let partitioner = KeyPartitioner(partitions: Int32(partitions))
        let at = (records.map(\.at).max() ?? ShopStory.start) + 100 * 86_400_000
        for partition in 0..<Int32(partitions) {
            var number = 0
            while partitioner.partition(of: Array("last\(number)".utf8).span) != partition {
                number += 1
            }
            let text = #"{"customer_id":"last\#(number)","ts":\#(at),"type":"browse"}"#
            let message = Message(
                key: Array("last\(number)".utf8), value: Array(text.utf8),
                timestamp: Int64(records.count))
            records.append(Record(input: 1, message: message, at: at))
        }
    }
}
