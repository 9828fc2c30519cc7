import MartletProfile
import MartletStream

/// A small shop as JSON events in two topics, a few of them dirty, late, repeated or null.
struct ShopStory {
    static let start: Int64 = 1_735_689_600_000
    static let inputs = [
        StreamPlan.Input(topic: "purchases", type: "purchase"),
        StreamPlan.Input(topic: "browses"),
    ]

    struct Record {
        var input: Int
        var message: SimulatedTopicPartition.Message
        /// The instant of the event, ms since the epoch.
        var at: Int64
    }

    private(set) var records: [Record] = []
    private var random: SplitMix64
    private var now = ShopStory.start
    private var ids = 0

    init(seed: UInt64, count: Int) {
        random = SplitMix64(seed: seed)
        for _ in 0..<count { add() }
    }

    private mutating func add() {
        now += Int64(random.below(random.oneIn(10) ? 36_000_000 : 1_500_000))
        let customer = "c\(random.below(9))"
        let isPurchase = random.oneIn(3)
        let at = random.oneIn(6) ? now - Int64(random.below(90_000_000)) : now
        var text: String?
        switch random.below(40) {
        case 0: text = nil
        case 1: text = #"{"customer_id":"\#(customer)","ts":\#(at)"#
        case 2: text = #"{"customer_id":"\#(customer)","ts":"noon","type":"browse"}"#
        default: text = event(customer, isPurchase, at)
        }
        let message = SimulatedTopicPartition.Message(
            key: Array(customer.utf8), value: text.map { Array($0.utf8) },
            headers: [.init(name: Array("source".utf8), value: random.oneIn(2) ? nil : [7])],
            timestamp: Int64(records.count))
        records.append(Record(input: isPurchase ? 0 : 1, message: message, at: at))
    }

    private mutating func event(_ customer: String, _ isPurchase: Bool, _ at: Int64) -> String {
        // Repeated ids: the producer upstream sends an event again.
        if !random.oneIn(12) || ids == 0 { ids += 1 }
        let category = ["shoes", "hats", "b\\u00f6ots", "bags"][random.below(4)]
        var text = #"{"event_id":"e\#(ids)","customer_id":"\#(customer)","ts":\#(at)"#
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
    static func plan(clock: ClockMode, commitRecords: Int = 7) throws -> StreamPlan {
        var selection = OutcomeEncoder.Selection()
        selection.profiles = true
        return StreamPlan(
            name: "shop", plan: try ShopPlan.make(), inputs: inputs, clock: clock,
            maximumFuture: 600_000, commitInterval: 9, commitRecords: commitRecords,
            selection: selection)
    }
}
