/// What the compiled configuration reads from events: the only types and fields that are decoded.
public struct EventSchema: Sendable, Equatable {
    /// What a field must be in events of one type.
    public enum Requirement: UInt8, Sendable {
        /// No feature reads the field of this type; whatever stands there is passed over.
        case unread
        /// A JSON number.
        case number
        /// JSON text, or an integer taken as its digits (keys of tallies and sets).
        case label
        /// Any scalar: number, text or truth value.
        case scalar
    }

    /// Names of the event types that features, rules or triggers name; index = ``TypeID``.
    public var types: [String]
    /// Distinct paths of the fields read, outermost object first (`["cart", "total"]`).
    public var fields: [[String]]
    /// `requirements[type][field]`: what an event of that type must hold there if it holds
    /// anything.
    public var requirements: [[Requirement]]

    /// Index into ``types``.
    public typealias TypeID = UInt16

    /// The type of an event that no feature names: it moves the clock and nothing else.
    public static let unnamed: TypeID = .max

    /// Makes a schema; `requirements` is a rectangle of `types.count` rows of `fields.count`.
    public init(types: [String], fields: [[String]], requirements: [[Requirement]]) {
        self.types = types
        self.fields = fields
        self.requirements = requirements
    }
}
