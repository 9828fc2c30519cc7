/// One thing that a customer of the shop does.
struct ShopEvent: Sendable {
    /// How the customer came.
    enum Channel: UInt8, Sendable { case app, web, store }

    /// When, in ms since the shop's first midnight.
    var time: Int64
    /// Customer number, from 0.
    var customer: Int
    /// Number of the customer's session, from 1.
    var session: Int
    /// Index into the catalogue.
    var product: Int
    /// How the customer came.
    var channel: Channel
    /// Whether the article was bought and not only looked at.
    var isPurchase: Bool
    /// Articles bought or looked at.
    var quantity: Int
    /// Discount in percent.
    var discount: Int
}
