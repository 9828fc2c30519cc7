package import MartletStream

/// One process's clients of a ``SimulatedCluster``: a group member, a transactional producer, and
/// a reader of the changelog.
///
/// Every call takes time, may be struck by a fault, and lets the other processes go on before it
/// takes effect. Records of one partition come in the order of their timestamps, those of equal
/// ones by input, so that reading again gives the same sequence however the polls are cut.
package final class SimulatedLog: TransactionalLog {
    let cluster: SimulatedCluster
    /// The transactional id, and the instance id of a static member.
    package let instance: Int
    var member: SimulatedMember
    var epoch: Int
    /// Whether the process is dead: every call fails from then on.
    package var isDead = false
    /// Whether the process stands still: nothing is heard of it.
    var isSuspended = false
    /// Lets the others go on for so many ms; set by whoever runs them.
    var interlude: (Int64) -> Void

    /// When the worker's thread last asked for anything, ms.
    var lastPoll: Int64
    /// Whether reading has begun, since partitions were accepted.
    var isReading = false
    /// Where reading goes on, and where it began, in every partition that is assigned.
    var next: [InputPlace: Int] = [:]
    var first: [InputPlace: Int] = [:]
    /// Where reading would go on if nothing were delivered twice.
    var furthest: [InputPlace: Int] = [:]
    var changelog: ChangelogReading?
    var transaction = ClientTransaction()
    /// Offset of the last committed changelog record of each partition.
    var changelogOffsets: [Int32: Int64] = [:]

    /// What the client knows of its open transaction.
    struct ClientTransaction {
        /// Whether it is announced.
        var isOpen = false
        /// Whether the cluster knows of it.
        var isKnown = false
        /// Whether its commit was answered, but the answer lost.
        var isCommitted = false
        /// Offsets of its last changelog records.
        var changelogOffsets: [Int32: Int64] = [:]
    }

    /// The error of a process that dies: nobody is left to act on it.
    package static let crash = LogError(remedy: .stop, operation: "crash", reason: "injected")

    /// Fences the previous incarnation and joins the group.
    package init(
        joining cluster: SimulatedCluster, as instance: Int, isStatic: Bool = false,
        interlude: ((Int64) -> Void)? = nil
    ) {
        self.cluster = cluster
        self.instance = instance
        self.interlude = interlude ?? { cluster.advance(by: $0) }
        epoch = cluster.initialise(instance)
        lastPoll = cluster.now
        member = SimulatedMember(isStatic ? instance : nil, joining: &cluster.group)
    }

    /// The background thread's share: tells the group that the process is alive, as long as the
    /// worker's thread shows that it is.
    func heartbeat() {
        guard !isDead, !isSuspended else { return }
        if cluster.now - lastPoll > Self.pollInterval { cluster.group.remove(member.id) }
        member.heartbeat(&cluster.group)
    }

    /// After this time without a poll a client leaves the group, ms.
    private static var pollInterval: Int64 { 30_000 }

    package var isAssignmentLost: Bool {
        member.isLost && !cluster.without.contains(.latch)
    }

    package var canAbort: Bool { !cluster.without.contains(.beforeImages) }

    package var partitionCount: Int { cluster.partitions }

    package func accept() throws(LogError) {
        try enter(.accept)
        member.accept()
        isReading = false
    }

    package func assign(_ positions: [InputPosition]) throws(LogError) {
        try enter(.assign)
        isReading = true
        (next, first) = ([:], [:])
        move(to: positions)
    }

    package func release() throws(LogError) {
        try enter(.release)
        isReading = false
        (next, first) = ([:], [:])
        member.release(&cluster.group)
    }

    package func committed(partitions: [Int32]) throws(LogError) -> [InputPosition] {
        try enter(.committed)
        let places = partitions.flatMap { partition in
            (0..<cluster.inputCount).map { InputPlace(input: $0, partition: Int(partition)) }
        }
        var found = cluster.fetchOffsets(places)
        while found == nil {
            try wait(500)
            found = cluster.fetchOffsets(places)
        }
        return places.map { place in
            InputPosition(
                input: UInt16(place.input), partition: Int32(place.partition),
                offset: found?[place] ?? -1)
        }
    }

    package func rewind(to positions: [InputPosition]) throws(LogError) {
        try enter(.rewind)
        move(to: positions)
    }

    private func move(to positions: [InputPosition]) {
        cluster.note(
            "member \(member.id) reads on: "
                + positions.map { "\($0.input)/\($0.partition)@\($0.offset)" }
                .joined(separator: " "))
        for position in positions {
            let place = InputPlace(
                input: Int(position.input), partition: Int(position.partition))
            next[place] = position.offset >= 0 ? Int(position.offset) : first[place] ?? 0
            furthest[place] = next[place]
        }
    }

    package func extents(partitions: [Int32]) throws(LogError) -> [InputExtent] {
        try enter(.extents)
        return partitions.flatMap { partition in
            (0..<cluster.inputCount).map { input in
                let place = InputPlace(input: input, partition: Int(partition))
                return InputExtent(
                    input: UInt16(input), partition: partition,
                    first: Int64(cluster.inputs[place]?.start ?? 0),
                    end: Int64(cluster.inputs[place]?.end ?? 0))
            }
        }
    }

    package func close() {
        guard !isDead else { return }
        isDead = true
        // A static member stays until its session ends.
        if member.instance == nil { cluster.group.remove(member.id) }
        if transaction.isKnown { try? cluster.end(instance, epoch: epoch, isAborted: true) }
    }

    /// The process is gone, whatever it was doing.
    package func kill() { isDead = true }
}
