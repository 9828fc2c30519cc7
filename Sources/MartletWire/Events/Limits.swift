/// The bounds of one event, all in one place.
public enum Limits {
    /// Bytes of a payload.
    public static let payload = 256 * 1024
    /// Objects and arrays inside one another, the outermost included.
    public static let depth = 32
    /// Bytes of a customer id; at least 1.
    public static let customerID = 256
    /// Bytes of an event id.
    public static let eventID = 256
    /// Bytes of a type name; at least 1.
    public static let typeName = 256
}
