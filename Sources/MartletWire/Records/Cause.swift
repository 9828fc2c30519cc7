/// What made an outcome happen.
public enum Cause: Sendable, Equatable {
    /// Event `index` of the batch at hand.
    case event(index: Int)
    /// Time alone.
    case deadline
    /// The rules were changed.
    case ruleChange
    /// Models were fitted anew.
    case modelChange
}
