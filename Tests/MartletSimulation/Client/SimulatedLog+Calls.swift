import MartletStream

/// What every call begins with.
extension SimulatedLog {
    /// Time goes by, then the call's fault strikes if it has one.
    ///
    /// - Returns: A fault that the call itself has to play out.
    @discardableResult
    func enter(_ call: LogCall) throws(LogError) -> Fault? {
        guard !isDead else { throw Self.crash }
        cluster.advance(by: Int64(cluster.faults.random.below(3)))
        if cluster.faults.random.oneIn(2) { heartbeat() }
        if member.isFenced { throw failed(.fenced, call) }
        let fault = cluster.faults.draw(call)
        if let fault { cluster.note("\(instance): \(fault) in \(call)") }
        switch fault {
        case .fails(let remedy): throw failed(remedy, call)
        case .crash: throw die()
        case .pause(let milliseconds):
            isSuspended = true
            interlude(milliseconds)
            isSuspended = false
            guard !isDead else { throw Self.crash }
            return nil
        case .stall(let milliseconds):
            try wait(milliseconds)
            return nil
        case .kick:
            cluster.group.remove(member.id)
            return nil
        case .rebalance:
            cluster.group.rebalance()
            return nil
        case .crashAfterwards, .crashMidway, .retryAfterwards, .unknown, nil: break
        }
        // Calls that have no middle and no outcome of their own.
        switch call {
        case .publish, .commit, .abort: return fault
        default:
            if fault != nil { throw die() }
            return nil
        }
    }

    func die() -> LogError {
        isDead = true
        return Self.crash
    }

    /// Lets the others go on; throws if the process dies meanwhile.
    func wait(_ milliseconds: Int64) throws(LogError) {
        interlude(milliseconds)
        heartbeat()
        guard !isDead else { throw Self.crash }
    }

    func failed(_ remedy: LogError.Remedy, _ call: LogCall) -> LogError {
        LogError(remedy: remedy, operation: call.rawValue, reason: "injected")
    }

    /// What a client makes of a refusal (rdkafka_txnmgr.c).
    func refused(_ error: BrokerError, _ call: LogCall) -> LogError {
        let remedy: LogError.Remedy =
            switch error {
            case .fenced: .fenced
            case .invalidState: .stop
            case .unknownMember, .illegalGeneration, .fencedInstance: .abort
            }
        return LogError(remedy: remedy, operation: call.rawValue, reason: "\(error)")
    }
}
