/// What follows a step: the next one if it was done, a way out if it failed.
extension CommitCycle {
    mutating func done() -> Step {
        switch step {
        case .poll: return .poll
        case .begin: return go(.sending, .publish)
        case .publish: return go(.committing, .commit)
        case .commit:
            aborts = 0
            return rest()
        case .abort: return takeBack()
        case .rebuild:
            isDoubtful = true
            return takeBack()
        case .rollBack: return rest()
        case .reread:
            isDoubtful = false
            return rest()
        case .release:
            (isRevoked, isLost, isDoubtful) = (false, false, false)
            aborts = 0
            return rest()
        case .leave, .halt: return .halt
        }
    }

    /// The log holds nothing any more of what was open; now to memory.
    private mutating func takeBack() -> Step {
        if isRevoked || isLost { return go(.idle, .release) }
        if isDoubtful, isStopping { return rest() }
        return go(.aborting, isDoubtful ? .reread : .rollBack)
    }

    /// Memory and log agree: on to whatever waits for that.
    mutating func rest() -> Step {
        if isRevoked || isLost { return go(.idle, .release) }
        if isStopping { return go(.stopped, .leave) }
        return go(.idle, .poll)
    }

    mutating func failed(_ remedy: LogError.Remedy) -> Step {
        switch remedy {
        case .retry: return retry()
        case .abort: return abort()
        case .rebuild: return rebuild()
        case .fenced: return go(.fenced, .halt)
        case .stop, .unusable, .unavailable: return go(.stopped, .halt)
        }
    }

    private mutating func retry() -> Step {
        guard step != .poll else { return .poll }
        attempts += 1
        if attempts < limits.attempts { return step }
        switch step {
        // No answer in all this time: it may or may not be committed.
        case .commit, .abort: return rebuild()
        default: return go(.stopped, .halt)
        }
    }

    private mutating func abort() -> Step {
        aborts += 1
        guard aborts <= limits.aborts else { return go(.stopped, .halt) }
        switch step {
        // What fails to be aborted can only be left behind; so can a session that fails to begin.
        case .abort, .rebuild: return rebuild()
        default: return go(.aborting, .abort)
        }
    }

    private mutating func rebuild() -> Step {
        isDoubtful = true
        aborts += 1
        guard aborts <= limits.aborts else { return go(.stopped, .halt) }
        return go(.aborting, .rebuild)
    }
}
