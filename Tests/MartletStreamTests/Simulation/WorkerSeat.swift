import MartletProfile
import MartletStream

/// The place of one instance: its worker is started, run turn by turn, crashed and started again.
final class WorkerSeat {
    typealias Simulated = Worker<SimulatedLog, HandClock>

    let cluster: SimulatedCluster
    let plan: StreamPlan
    let clock: HandClock
    let instance: Int
    private var worker: Simulated?
    private(set) var starts = 0
    /// Errors that a worker should not have stopped for.
    private(set) var surprises: [LogError] = []

    init(_ cluster: SimulatedCluster, _ plan: StreamPlan, _ clock: HandClock, instance: Int) {
        self.cluster = cluster
        self.plan = plan
        self.clock = clock
        self.instance = instance
    }

    /// One turn of the worker; started first if need be.
    func turn() {
        if worker == nil {
            starts += 1
            let log = SimulatedLog(joining: cluster, as: instance)
            worker = Worker(plan: plan, log: log, clock: clock)
        }
        var turns = 0
        attempt { (worker: inout Simulated) throws(LogError) in
            try worker.run(until: {
                turns += 1
                return turns > 1
            })
        }
    }

    /// Leaves the group in good order.
    func leave() {
        attempt { (worker: inout Simulated) throws(LogError) in
            do throws(LogError) {
                try worker.leave()
            } catch {
                // What was open is done again after the next start.
                if error.remedy != .abort { throw error }
            }
        }
        worker = nil
    }

    /// Dies without a word.
    func crash() {
        guard let member = worker?.log.member else { return }
        cluster.group.leave(member)
        worker = nil
    }

    private func attempt(_ body: (inout Simulated) throws(LogError) -> Void) {
        guard var own = worker.take() else { return }
        do throws(LogError) {
            try body(&own)
            worker = consume own
        } catch {
            if error != SimulatedLog.crash { surprises.append(error) }
            cluster.group.leave(own.log.member)
        }
    }

    var totals: StreamCounters { worker?.totals ?? StreamCounters() }

    /// Customer id and canonical profile of every customer of the worker's shards.
    var profiles: [String] {
        guard let plan = worker?.plan else { return [] }
        let encoder = OutcomeEncoder(
            plan: plan.plan, name: plan.name, inputs: plan.inputs.map(\.topic),
            selection: plan.selection)
        var texts: [String] = []
        for index in 0..<(worker?.shards.count ?? 0) {
            guard let shard = worker?.shards[index] else { continue }
            for row in shard.table.rows {
                var bytes: [UInt8] = []
                encoder.appendProfile(shard.table, row, to: &bytes)
                texts.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        return texts.sorted()
    }
}
