/// One segment as the configuration states it; ``RuleBook`` compiles it.
public struct SegmentDefinition: Sendable, Equatable {
    /// Name by which records call it.
    public var name: String
    /// Rule text: a customer outside enters when it becomes true.
    public var when: String
    /// Rule text: a customer inside leaves when it becomes true; nil = when `when` is no longer
    /// true.
    public var exitWhen: String?
    /// Shortest stay in ms; 0 = none.
    public var minDwell: Int64
    /// Shortest absence before coming back, in ms; 0 = none.
    public var cooldown: Int64

    /// Makes a definition.
    public init(
        name: String, when: String, exitWhen: String? = nil, minDwell: Int64 = 0,
        cooldown: Int64 = 0
    ) {
        self.name = name
        self.when = when
        self.exitWhen = exitWhen
        self.minDwell = minDwell
        self.cooldown = cooldown
    }
}
