/// A member's identity in its group, as it sends it with its positions (KIP-447).
struct GroupMetadata: Equatable {
    /// -1 = none: brokers then check nothing, for the sake of clients older than KIP-447.
    var generation = -1
    /// Number of the member; 0 = none.
    var member = 0
    /// The instance id, for static members.
    var instance: Int?
}

/// A consumer group with eager rebalances, the range assignor and static members (KIP-345).
struct SimulatedGroup {
    struct Member {
        var instance: Int?
        /// When it was last heard of, ms.
        var seen: Int64
        /// Whether it has joined the generation that is being made, or that stands.
        var hasJoined = true
        /// Its partitions in the current generation.
        var partitions: [Int32] = []
    }

    /// After this time of silence a member is removed, ms.
    static let sessionTimeout: Int64 = 10_000
    /// How long members have to join a new generation, ms.
    static let rebalanceTimeout: Int64 = 60_000

    let partitions: Int
    private(set) var members: [Int: Member] = [:]
    private(set) var generation = 0
    /// Members of instance ids that were taken over by others.
    private(set) var fenced: Set<Int> = []
    /// When those who have not joined are left behind; nil = no rebalance is under way.
    private(set) var deadline: Int64?
    private var now: Int64 = 0
    private var lastMember = 0

    init(partitions: Int) { self.partitions = partitions }

    /// Whether a generation is being made.
    var isRebalancing: Bool { deadline != nil }

    /// A client joins as a new member.
    mutating func join(_ instance: Int?) -> Int {
        lastMember += 1
        let old = members.first { instance != nil && $0.value.instance == instance }
        if let old {
            // A static member that comes back takes its own place; nobody else notices.
            fenced.insert(old.key)
            members[old.key] = nil
            members[lastMember] = old.value
            members[lastMember]?.seen = now
            if isRebalancing { members[lastMember]?.hasJoined = true }
            completeIfAllJoined()
        } else {
            members[lastMember] = Member(instance: instance, seen: now)
            rebalance()
        }
        return lastMember
    }

    /// A member that was asked to joins the generation that is being made.
    mutating func rejoin(_ member: Int) {
        members[member]?.hasJoined = true
        completeIfAllJoined()
    }

    /// A member is gone, by its own will or by that of the coordinator.
    mutating func remove(_ member: Int) {
        if members.removeValue(forKey: member) != nil { rebalance() }
    }

    /// A member is alive.
    mutating func heartbeat(_ member: Int) { members[member]?.seen = now }

    /// Begins a new generation.
    mutating func rebalance() {
        deadline = now + Self.rebalanceTimeout
        for (id, member) in members { members[id]?.hasJoined = member.partitions.isEmpty }
        completeIfAllJoined()
    }

    mutating func passTime(to now: Int64) {
        self.now = now
        let silent = members.filter { now - $0.value.seen > Self.sessionTimeout }.keys
        for member in silent.sorted() { remove(member) }
        guard let deadline, now > deadline else { return }
        for (id, member) in members where !member.hasJoined { members[id] = nil }
        completeIfAllJoined()
    }

    private mutating func completeIfAllJoined() {
        guard isRebalancing, members.values.allSatisfy(\.hasJoined) else { return }
        deadline = nil
        generation += 1
        let ids = members.keys.sorted()
        for (index, id) in ids.enumerated() {
            let start = partitions * index / ids.count
            let end = partitions * (index + 1) / ids.count
            members[id]?.partitions = (start..<end).map { Int32($0) }
        }
    }

    /// Refuses who is not a member of the current generation.
    func check(_ metadata: GroupMetadata) throws(BrokerError) {
        if metadata.member == 0, metadata.generation < 0 { return }
        if fenced.contains(metadata.member) { throw .fencedInstance }
        guard members[metadata.member] != nil else { throw .unknownMember }
        // While members join, those of the last generation may still commit.
        if metadata.generation != generation { throw .illegalGeneration }
    }
}
