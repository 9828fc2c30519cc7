import MartletProfile
import MartletWire

/// Lists of customers that change while the shard runs.
extension Shard {
    /// Puts other contents in the place of the lists; the profiles concerned follow in slices.
    ///
    /// A change that comes while another is under way waits for it; of several that wait the last
    /// counts.
    func replace(_ lists: CustomerLists) {
        givenLists = lists
        begin(lists)
    }

    private func begin(_ lists: CustomerLists) {
        if listChange == nil {
            listChange = table.replace(lists)
        } else {
            nextLists = lists
        }
    }

    /// Whether profiles are still to be evaluated.
    var isChangingLists: Bool { listChange != nil }

    /// Evaluates the next profiles that a change of lists concerns, at the shard's clock.
    ///
    /// - Parameters:
    ///   - limit: The most ids of lists to look at.
    ///   - events: An empty batch.
    ///   - encoder: Turns outcomes into records.
    ///   - outputs: Receives the records.
    func changeLists(
        limit: Int, _ events: borrowing EventBatch, _ encoder: OutcomeEncoder,
        into outputs: inout OutputBatch
    ) {
        guard var change = listChange else { return }
        var rows: [Int] = []
        change.find(in: table, limit: limit, into: &rows)
        evaluate(rows, cause: .ruleChange, events, encoder, into: &outputs)
        listChange = change.isFinished ? nil : change
        guard listChange == nil, let lists = nextLists else { return }
        nextLists = nil
        begin(lists)
    }
}
