/// A lexical unit of rule text.
struct Token: Equatable {
    /// What it is.
    enum Kind: Equatable {
        case identifier(String)
        case int(UInt64)
        case double(Double)
        case string(String)
        /// An operator or a bracket, as it is written.
        case symbol(String)
        /// Something that was reported as an error; stands for an operand.
        case invalid
        case end
    }

    /// What it is.
    var kind: Kind
    /// Where it stands.
    var range: SourceRange
}
