/// A rule of comparisons of counts and sums with whole numbers, all of which (or any of which) must
/// hold: what most segments are, decided without walking through ``RuleCode``.
///
/// These comparisons are never unknown, so that the rule is true or false as Kleene's logic has it.
struct WholeNumberRule {
    /// The comparisons.
    let clauses: [WholeNumberComparison]
    /// Whether all must hold; otherwise one is enough.
    let needsAll: Bool

    /// Whether the rule's end comes no nearer as long as no clause gets another answer.
    var isLevel: Bool { clauses.allSatisfy(\.isLevel) }

    /// Whether the rule is true of a profile without events.
    var holdsWhenEmpty: Bool {
        needsAll ? clauses.allSatisfy { $0.holds(0) } : clauses.contains { $0.holds(0) }
    }

    /// The same as `code`; nil if that is any other rule.
    init?(_ code: RuleCode, _ readers: [Reader]) {
        let root = code.root
        let isJunction = root.operation == .all || root.operation == .any
        let parts = isJunction ? (0..<Int(root.count)).map { code.operand(root, $0) } : [root]
        var clauses: [WholeNumberComparison] = []
        for part in parts {
            guard part.operation == .compareFeature,
                let clause = WholeNumberComparison(
                    readers[part.index], part.comparison, part.number)
            else { return nil }
            clauses.append(clause)
        }
        self.clauses = clauses
        needsAll = root.operation != .any
    }
}

/// The rules of one segment as far as they are as simple as that.
struct WholeNumberRules {
    let when: WholeNumberRule?
    let exitWhen: WholeNumberRule?
    /// Whether both rules are level: nothing but a clause with another answer makes it necessary to
    /// evaluate them when an event comes.
    let isLevel: Bool

    init(_ segment: RuleBook.Segment, _ readers: [Reader]) {
        when = WholeNumberRule(segment.when.code, readers)
        exitWhen = segment.exitWhen.flatMap { WholeNumberRule($0.code, readers) }
        isLevel =
            when?.isLevel ?? false && (segment.exitWhen == nil || exitWhen?.isLevel ?? false)
    }

    /// The clauses of both.
    var clauses: [WholeNumberComparison] { (when?.clauses ?? []) + (exitWhen?.clauses ?? []) }

    /// Whether a profile without events stays outside until an event comes.
    var isEmptySettled: Bool { isLevel && when?.holdsWhenEmpty == false }
}

extension ProfileFacts {
    /// The answer of the rule whose clauses are some of the plan's.
    ///
    /// Ends as ``RuleCode`` has it: what every clause decides together ends with the first of them,
    /// what single clauses decide ends with the last of those.
    @inline(__always)
    func verdict(_ clauses: Range<Int>, needsAll: Bool, at now: Instant) -> Verdict {
        var first = Instant.never
        var last = Instant.distantPast
        for index in clauses {
            let clause = verdict(hot.clauses[index], at: now)
            if (clause.truth == .yes) == needsAll {
                first = min(first, clause.until)
            } else {
                last = max(last, clause.until)
                if last == .never { break }
            }
        }
        let isDecided = last > .distantPast
        return Verdict(Truth(isDecided != needsAll), until: isDecided ? last : first)
    }
}
