/// What the shop sells.
struct ShopCatalog: Sendable {
    /// One article.
    struct Product: Sendable {
        /// Price of one, in cents.
        var cents: Int
        /// Index of its brand within the category.
        var brand: Int
        /// `"product_id":...,"category":...,"brand":...` as it stands in an event.
        var json: [UInt8]
    }

    private struct Category {
        var name: String
        var cents: Int
        var brands: [String]
    }

    private static let categories = [
        Category(
            name: "electronics", cents: 14_900, brands: ["voltara", "kestrel", "nimbus", "orbit"]),
        Category(
            name: "fashion", cents: 3_900, brands: ["lindgren", "moda", "atelier", "solveig"]),
        Category(
            name: "shoes", cents: 6_900, brands: ["strider", "nordvik", "pavement", "calzado"]),
        Category(name: "home", cents: 3_400, brands: ["hearth", "lumen", "alder", "casa"]),
        Category(name: "garden", cents: 2_900, brands: ["fern", "terra", "bloom", "grove"]),
        Category(name: "beauty", cents: 1_900, brands: ["aurelia", "velvet", "mint", "rosa"]),
        Category(name: "toys", cents: 2_400, brands: ["brix", "tumble", "plume", "kiddo"]),
        Category(name: "books", cents: 1_500, brands: ["harbour", "quill", "papyrus", "lantern"]),
        Category(name: "sports", cents: 4_900, brands: ["apex", "strider", "summit", "velo"]),
        Category(name: "grocery", cents: 900, brands: ["orchard", "mill", "harvest", "bay"]),
        Category(name: "pets", cents: 1_700, brands: ["paws", "whisker", "rex", "finch"]),
        Category(name: "baby", cents: 2_600, brands: ["cradle", "lullaby", "tiny", "moon"]),
    ]
    /// Number of categories.
    static let categoryCount = categories.count
    /// Articles in each category, the most wanted first.
    static let productsPerCategory = 160

    /// All articles, category by category.
    let products: [Product]

    /// Makes a seed's catalogue.
    init(seed: UInt64) {
        var random = ShopRandom(seed: seed, stream: .max)
        var products: [Product] = []
        for category in Self.categories {
            for _ in 0..<Self.productsPerCategory {
                let number = String(10_000 + products.count).dropFirst()
                let brand = random.below(category.brands.count)
                let price = Double(category.cents) * random.logNormal(spread: 0.6)
                let ending = [99, 95, 49, 90][random.below(4)]
                let json = """
                    "product_id":"p\(number)","category":"\(category.name)",\
                    "brand":"\(category.brands[brand])"
                    """
                products.append(
                    Product(
                        cents: Int(price) / 100 * 100 + ending, brand: brand, json: Array(json.utf8)
                    ))
            }
        }
        self.products = products
    }

    /// An article of a category; the first of it are wanted most.
    func draw(category: Int, _ random: inout ShopRandom) -> Int {
        let place = min(
            random.below(Self.productsPerCategory), random.below(Self.productsPerCategory))
        return category * Self.productsPerCategory + place
    }
}
