import MartletProfile
package import MartletStream

/// The processes of a service on one cluster, and who starts and stops them.
///
/// They take turns in an order drawn from the seed; while one stands still or waits in the midst
/// of a call, the others go on.
package final class Deployment {
    /// The cluster.
    package let cluster: SimulatedCluster
    /// The clocks of all processes.
    package let clock: SimulatedClock
    /// What every process runs.
    package private(set) var plan: StreamPlan
    /// Processes of each instance, the newest last; those before it should know that they are not
    /// wanted any more.
    package private(set) var instances: [[SimulatedProcess]]
    /// Processes started so far.
    package private(set) var starts = 0
    /// Processes that learned that another had taken their place.
    package private(set) var fenced = 0

    private let isStatic: Bool
    private let keepsCheckpoints: Bool
    /// Disks of each instance, that of the newest process last.
    private var disks: [[SimulatedDisk]]
    private var random: SplitMix64
    private var depth = 0

    /// Makes a deployment of one instance on a cluster of its own without faults.
    package convenience init(plan: StreamPlan, partitions: Int = 2, seed: UInt64 = 1) {
        let cluster = SimulatedCluster(
            inputs: plan.inputs.count, partitions: partitions,
            faults: FaultPlan(seed: seed, odds: .none))
        self.init(cluster, plan: plan, seed: seed)
    }

    /// Makes a deployment in which nothing runs yet.
    package init(
        _ cluster: SimulatedCluster, plan: StreamPlan, instances: Int = 1, isStatic: Bool = false,
        keepsCheckpoints: Bool = false, seed: UInt64
    ) {
        self.cluster = cluster
        self.plan = plan
        self.isStatic = isStatic
        self.keepsCheckpoints = keepsCheckpoints
        disks = [[SimulatedDisk]](repeating: [], count: instances)
        self.instances = [[SimulatedProcess]](repeating: [], count: instances)
        random = SplitMix64(seed: seed ^ 0xA5A5)
        clock = SimulatedClock(cluster, seed: seed ^ 0x5A5A)
    }

    /// Every process learns of fitted models sooner or later: here at once, or at its next start.
    package func replace(_ update: ModelUpdate) {
        plan.plan.personaModel = update.personas ?? plan.plan.personaModel
        plan.plan.models = update.features ?? plan.plan.models
        for process in instances.flatMap(\.self) {
            if cluster.faults.odds.crash > 0, random.oneIn(3) {
                process.log.kill()
            } else {
                process.replace(update)
            }
        }
    }

    /// The newest process of each instance that has one.
    package var current: [SimulatedProcess] {
        instances.compactMap { $0.last.flatMap { $0.hasEnded ? nil : $0 } }
    }

    /// Whether every partition has one owner who is on time, and nothing runs that should not, nor
    /// is remembered as if it did.
    package var isOrderly: Bool {
        let group = cluster.group
        if group.isRebalancing || group.members.count != current.count { return false }
        let owned = current.flatMap(\.partitions).sorted()
        if current.contains(where: \.isChangingModels) { return false }
        if plan.clock == .wall, let day = clock.day, !current.allSatisfy({ $0.hasCome(to: day) }) {
            return false
        }
        return owned == (0..<cluster.partitions).map { Int32($0) }
            && instances.allSatisfy { $0.count == 1 }
    }

    /// Starts a process of an instance, whether or not one is running.
    ///
    /// - Parameters:
    ///   - instance: The instance.
    ///   - isElsewhere: Whether on a machine where it has never been.
    package func start(_ instance: Int, isElsewhere: Bool = false) {
        starts += 1
        let log = SimulatedLog(joining: cluster, as: instance, isStatic: isStatic)
        log.interlude = { [unowned self, unowned log] in interlude(log, $0) }
        let disk = keepsCheckpoints ? disk(of: instance, isElsewhere: isElsewhere) : nil
        instances[instance].append(SimulatedProcess(log, plan, clock, disk: disk))
        cluster.note("process \(starts) starts as instance \(instance)")
    }

    /// Most often the disk of the process before; else one of long ago, or an empty one.
    private func disk(of instance: Int, isElsewhere: Bool) -> SimulatedDisk {
        let used = instances[instance].compactMap(\.disk)
        let free = disks[instance].indices.filter { index in
            !used.contains { $0 === disks[instance][index] }
        }
        var chosen = free.last
        if cluster.faults.odds != .none, random.oneIn(6) {
            chosen = random.oneIn(2) ? nil : free.randomElement(using: &random)
        }
        let disk =
            isElsewhere
            ? SimulatedDisk()
            : chosen.map { disks[instance].remove(at: $0) }
                ?? SimulatedDisk()
        disks[instance].append(disk)
        if random.oneIn(2 * cluster.faults.odds.disk), disk.rot(&random) {
            cluster.faults.note("disk: flipped bit")
        }
        return disk
    }

    /// Every checkpoint is gone.
    package func wipeDisks() { for index in disks.indices { disks[index].removeAll() } }

    /// Starts what does not run, most of the time.
    private func supervise(isHasty: Bool) {
        for instance in instances.indices {
            for process in instances[instance] where process.hasEnded && !process.isBusy {
                note(process)
            }
            instances[instance].removeAll { $0.hasEnded && !$0.isBusy }
            let isMissing = instances[instance].last?.hasEnded ?? true
            if isMissing, isHasty || random.oneIn(4) { start(instance) }
        }
    }

    private func note(_ process: SimulatedProcess) {
        process.bury(&random, losesPower: random.oneIn(2))
        if process.wasFenced { fenced += 1 }
        for error in process.surprises {
            cluster.violations.append("a process stopped: \(error) (\(error.remedy))")
        }
    }

    /// Something happens: a process has a turn, ends, or is started.
    package func step() {
        let odds = cluster.faults.odds
        supervise(isHasty: odds == .none)
        if cluster.faults.compacts() {
            cluster.compactChangelog()
            cluster.deleteOldInput()
        }
        let idle = instances.flatMap(\.self).filter { !$0.isBusy && !$0.hasEnded }
        guard let process = idle.randomElement(using: &random) else {
            return pass(100)
        }
        if random.oneIn(2 * odds.crash) {
            process.log.kill()
        } else if random.oneIn(2 * odds.crash) {
            process.leave(patience: random.oneIn(3) ? random.below(4) : .max)
        } else {
            process.turn()
        }
    }

    /// Every process has a turn, as soon as there is one of each instance.
    package func round() {
        supervise(isHasty: true)
        for process in instances.flatMap(\.self) where !process.isBusy && !process.hasEnded {
            process.turn()
        }
        pass(20)
    }

    /// Time goes by while a process is in the midst of a call.
    private func interlude(_ log: SimulatedLog, _ milliseconds: Int64) {
        depth += 1
        defer { depth -= 1 }
        if depth < 3, log.isSuspended, random.oneIn(2) {
            start(log.instance, isElsewhere: true)
        }
        let parts = random.oneIn(2) ? random.within(1...4) : random.within(8...40)
        for _ in 0..<parts {
            pass(milliseconds / Int64(parts))
            if depth < 3 { step() }
        }
    }

    /// Time goes by; all but those that stand still show that they are alive.
    private func pass(_ milliseconds: Int64) {
        var left = milliseconds
        while left > 0 {
            let part = min(left, SimulatedGroup.sessionTimeout / 3)
            cluster.advance(by: part)
            for process in instances.flatMap(\.self) { process.log.heartbeat() }
            left -= part
        }
    }

    /// Those that others have replaced and that did not notice are stopped.
    package func stopReplaced() {
        for process in instances.flatMap({ $0.dropLast() }) { process.log.kill() }
    }

    /// Every process dies at once.
    package func killAll() {
        for process in instances.flatMap(\.self) { process.log.kill() }
    }

    /// Adds records to the inputs.
    package func produce(_ records: some Sequence<ShopStory.Record>) {
        for record in records { cluster.produce(record.message, to: record.input) }
    }

    /// Lets faults strike, a few steps long.
    package func suffer(_ odds: FaultOdds, steps: Int) {
        cluster.faults.odds = odds
        for _ in 0..<steps { step() }
    }

    /// Runs without faults until everything is read, committed, and at rest.
    ///
    /// - Returns: Whether it came to that.
    @discardableResult
    package func settle() -> Bool {
        cluster.faults.odds = .none
        var calm = 0
        var ends = 0
        for count in 0..<4_000 where cluster.violations.isEmpty {
            round()
            if count == 20 { stopReplaced() }
            let now = cluster.outputs.values.reduce(0) { $0 + $1.end }
            calm = cluster.isSettled && isOrderly && now == ends ? calm + 1 : 0
            ends = now
            if calm == 6 { return true }
        }
        return false
    }

    /// The newest process of an instance.
    package func process(_ instance: Int = 0) -> SimulatedProcess? { instances[instance].last }

    /// The canonical profiles of all shards, sorted.
    package var profiles: [String] { current.flatMap(\.profiles).sorted() }

    /// What readers see, and what memory holds.
    package var result: SimulationResult { SimulationResult(cluster, profiles: profiles) }
}
