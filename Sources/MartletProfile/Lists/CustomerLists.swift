/// The sets of customers that rules ask about by name: `in_list("vip")`.
///
/// The names belong to the configuration; the contents may be replaced while it runs.
public struct CustomerLists: Sendable {
    /// Names, by index; distinct.
    public let names: [String]
    /// The lists, by index.
    public let lists: [CustomerList]

    /// Makes lists; of as many names as lists.
    public init(names: [String] = [], lists: [CustomerList] = []) {
        precondition(names.count == lists.count)
        self.names = names
        self.lists = lists
    }
}
