import MartletStream

/// A client's part in its group: what it knows, which may be old.
struct SimulatedMember {
    /// The instance id of a static member.
    let instance: Int?
    /// Its number in the group.
    private(set) var id: Int
    /// The generation that it has its partitions from.
    private(set) var generation = -1
    /// Partitions that it has accepted.
    private(set) var owned: [Int32] = []
    /// Partitions that it was given and has not accepted yet.
    private(set) var offered: [Int32]?
    /// Whether it knows that its partitions are somebody else's.
    private(set) var isLost = false
    /// Whether it was asked for its partitions.
    private(set) var isRevoked = false
    /// Whether it knows that another client has its instance id.
    private(set) var isFenced = false

    init(_ instance: Int?, joining group: inout SimulatedGroup) {
        self.instance = instance
        id = group.join(instance)
    }

    /// Its identity as it is sent with positions.
    ///
    /// A client that knows that it was removed has none: brokers then check nothing.
    var metadata: GroupMetadata {
        isLost
            ? GroupMetadata()
            : GroupMetadata(generation: generation, member: id, instance: instance)
    }

    /// What the background thread does: it shows that it is alive and learns what is new.
    mutating func heartbeat(_ group: inout SimulatedGroup) {
        guard !isFenced, !isLost else { return }
        if group.fenced.contains(id) {
            isFenced = true
            return
        }
        guard let member = group.members[id] else {
            if offered != nil { return }
            if owned.isEmpty { id = group.join(instance) } else { isLost = true }
            return
        }
        group.heartbeat(id)
        if group.isRebalancing {
            if member.hasJoined || offered != nil { return }
            if owned.isEmpty { group.rejoin(id) } else { isRevoked = true }
        } else if generation != group.generation, owned.isEmpty, offered == nil {
            generation = group.generation
            offered = member.partitions
        }
    }

    /// What the worker has to answer.
    var signal: LogSignal? {
        if let offered { return .assigned(offered) }
        if isLost { return .lost(owned) }
        return isRevoked ? .revoked(owned) : nil
    }

    /// Takes the offered partitions.
    mutating func accept() {
        owned = offered ?? []
        offered = nil
    }

    /// Gives all partitions up and joins again.
    mutating func release(_ group: inout SimulatedGroup) {
        owned = []
        isRevoked = false
        if isLost {
            isLost = false
            id = group.join(instance)
        } else if group.members[id] != nil {
            if !group.isRebalancing { group.rebalance() }
            group.rejoin(id)
        }
    }
}
