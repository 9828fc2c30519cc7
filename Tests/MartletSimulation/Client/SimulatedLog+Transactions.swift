package import MartletStream

extension SimulatedLog {
    package func begin() throws(LogError) {
        try enter(.begin)
        transaction = ClientTransaction(isOpen: true)
    }

    package func publish(_ outputs: borrowing OutputBatch) throws(LogError) {
        let fault = try enter(.publish)
        guard transaction.isOpen else {
            cluster.violations.append("records were published outside a transaction")
            throw failed(.stop, .publish)
        }
        var left = outputs.records.count
        if fault == .crashMidway { left = cluster.faults.random.below(left + 1) }
        for record in outputs.records.prefix(left) {
            let message = outputs.message(record)
            let partition =
                record.partition < 0
                ? cluster.partition(of: message.key ?? []) : Int(record.partition)
            let place = OutputPlace(output: record.output, partition: partition)
            do throws(BrokerError) {
                try cluster.publish(message, to: place, id: instance, epoch: epoch)
            } catch {
                throw refused(error, .publish)
            }
            transaction.isKnown = true
            if record.output == .changelog {
                transaction.changelogOffsets[Int32(partition)] =
                    Int64(cluster.outputs[place]?.end ?? 0) - 1
            }
        }
        if fault != nil { throw die() }
    }

    package func commit(_ positions: [InputPosition]) throws(LogError) {
        // The answer was lost; the coordinator gives it once more, whatever happened since.
        if transaction.isCommitted { return finish() }
        let metadata = member.metadata
        let fault = try enter(.commit)
        guard transaction.isOpen else {
            cluster.violations.append("a commit without a transaction")
            throw failed(.stop, .commit)
        }
        if isAssignmentLost { throw failed(.abort, .commit) }
        try send(positions, metadata)
        if fault == .crashMidway { throw die() }
        if case .unknown(let arrival) = fault { throw leaveUnknown(arrival) }
        try end(isAborted: false, .commit)
        if fault == .crashAfterwards { throw die() }
        if fault == .retryAfterwards {
            transaction.isCommitted = true
            throw failed(.retry, .commit)
        }
        finish()
    }

    private func send(
        _ positions: [InputPosition], _ metadata: GroupMetadata
    ) throws(LogError) {
        var offsets: [InputPlace: Int64] = [:]
        for position in positions {
            let place = InputPlace(
                input: Int(position.input), partition: Int(position.partition))
            offsets[place] = position.offset
        }
        do throws(BrokerError) {
            try cluster.sendOffsets(offsets, id: instance, epoch: epoch, metadata: metadata)
        } catch {
            throw refused(error, .commit)
        }
        transaction.isKnown = true
    }

    private func end(isAborted: Bool, _ call: LogCall) throws(LogError) {
        do throws(BrokerError) {
            try cluster.end(instance, epoch: epoch, isAborted: isAborted)
        } catch {
            throw refused(error, call)
        }
    }

    private func finish() {
        changelogOffsets.merge(transaction.changelogOffsets) { $1 }
        transaction = ClientTransaction()
    }

    /// The request to commit got no answer.
    private func leaveUnknown(_ arrival: Fault.Arrival) -> LogError {
        switch arrival {
        case .never: break
        case .now: try? cluster.end(instance, epoch: epoch, isAborted: false)
        case .later:
            let delay = Int64(cluster.faults.random.below(3_000))
            cluster.commitLate(instance, epoch: epoch, after: delay)
        }
        return failed(cluster.without.contains(.rebuild) ? .abort : .rebuild, .commit)
    }

    package func abort() throws(LogError) {
        let fault = try enter(.abort)
        if transaction.isKnown {
            if case .unknown = fault { throw failed(.rebuild, .abort) }
            try end(isAborted: true, .abort)
        }
        transaction = ClientTransaction()
        if fault == .crashMidway || fault == .crashAfterwards { throw die() }
    }

    package func rebuild() throws(LogError) {
        try enter(.rebuild)
        epoch = cluster.initialise(instance)
        transaction = ClientTransaction()
    }
}
