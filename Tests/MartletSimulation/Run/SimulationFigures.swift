/// How much happened in one or more runs.
package struct SimulationFigures {
    /// Faults that struck, by kind.
    package var faults: [String: Int] = [:]
    /// Processes that were started.
    package var processes = 0
    /// Processes that learned that another had taken their place.
    package var fenced = 0
    /// Transactions that were begun, and those of them that were committed.
    package var transactions = 0
    package var commits = 0
    /// Generations of the group.
    package var generations = 0
    /// Checkpoints that were written, used in a restore, and passed over.
    package var checkpoints = (written: 0, used: 0, refused: 0)
    /// Records in inputs.
    package var records = 0
    /// Time that went by in the simulation, ms.
    package var milliseconds: Int64 = 0

    /// Makes figures at zero.
    package init() {}

    /// The figures of a run.
    init(_ deployment: Deployment) {
        let cluster = deployment.cluster
        faults = cluster.faults.counts
        processes = deployment.starts
        fenced = deployment.fenced
        transactions = cluster.transactions.count
        commits = cluster.transactions.count {
            if case .decided(isAborted: false) = $0.state { true } else { false }
        }
        checkpoints = cluster.checkpoints
        generations = cluster.group.generation
        records = cluster.inputs.values.reduce(0) { $0 + $1.end }
        milliseconds = cluster.now
    }

    /// Adds the figures of another run.
    package mutating func add(_ other: SimulationFigures) {
        faults.merge(other.faults, uniquingKeysWith: +)
        processes += other.processes
        fenced += other.fenced
        transactions += other.transactions
        commits += other.commits
        checkpoints.written += other.checkpoints.written
        checkpoints.used += other.checkpoints.used
        checkpoints.refused += other.checkpoints.refused
        generations += other.generations
        records += other.records
        milliseconds += other.milliseconds
    }
}
