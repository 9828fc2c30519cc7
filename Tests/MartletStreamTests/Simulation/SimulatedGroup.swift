import MartletStream

/// A consumer group with eager rebalances and the range assignor.
struct SimulatedGroup {
    struct Member {
        /// Whether the coordinator has removed it: it learns of that with its next poll.
        var isKicked = false
        /// Signals that it has not polled yet.
        var signals: [LogSignal] = []
        /// What it was told to own and has not answered yet.
        var offered: [Int32] = []
        var owned: [Int32] = []
        /// The transaction that it has open.
        var transaction: Int?
    }

    var partitions = 0
    private(set) var members: [Int: Member] = [:]
    private var isRebalancing = false
    private var nextMember = 0

    mutating func join() -> Int {
        nextMember += 1
        members[nextMember] = Member()
        rebalance()
        return nextMember
    }

    mutating func leave(_ member: Int) {
        if members.removeValue(forKey: member) != nil { rebalance() }
    }

    subscript(member: Int) -> Member? { members[member] }

    /// Hands out the signals that wait for a member.
    mutating func takeSignals(_ member: Int) -> [LogSignal] {
        defer { members[member]?.signals = [] }
        return members[member]?.signals ?? []
    }

    mutating func setTransaction(_ member: Int, _ transaction: Int?) {
        members[member]?.transaction = transaction
    }

    mutating func accept(_ member: Int) {
        let offered = members[member]?.offered ?? []
        members[member]?.owned = offered
        members[member]?.offered = []
    }

    mutating func release(_ member: Int) {
        members[member]?.owned = []
        members[member]?.offered = []
        guard members[member]?.isKicked == true else { return complete() }
        members[member]?.isKicked = false
        rebalance()
    }

    /// Takes a member's partitions away without asking it.
    mutating func kick(_ member: Int) {
        guard let state = members[member], !state.isKicked, !state.owned.isEmpty else { return }
        members[member]?.isKicked = true
        members[member]?.signals = [.lost(state.owned)]
        rebalance()
    }

    mutating func rebalance() {
        isRebalancing = true
        for (id, member) in members where !member.isKicked {
            let asked = member.signals.contains { if case .revoked = $0 { true } else { false } }
            if member.owned.isEmpty {
                members[id]?.signals = []
                members[id]?.offered = []
            } else if !asked {
                members[id]?.signals.append(.revoked(member.owned))
            }
        }
        complete()
    }

    private mutating func complete() {
        let live = members.filter { !$0.value.isKicked }.keys.sorted()
        guard isRebalancing, live.allSatisfy({ members[$0]?.owned.isEmpty == true }) else { return }
        isRebalancing = false
        for (index, id) in live.enumerated() {
            let start = partitions * index / live.count
            let end = partitions * (index + 1) / live.count
            let offered = (start..<end).map { Int32($0) }
            members[id]?.offered = offered
            members[id]?.signals.append(.assigned(offered))
        }
    }
}
