/// The words of a row that remember what was found of a customer's persona.
struct PersonaLayout: Sendable, Equatable {
    /// The persona's code in the high half, the number of the last refresh in the low half.
    let state: Int
    /// One bit per forecast that holds, from the lowest on, and one per first event that came, from
    /// the highest down.
    let flags: Int
    /// The instant of the next refresh by schedule, 0 before there is one; -1 = no such word.
    let next: Int
    /// Behind the last word.
    private(set) var end: Int
    /// What the words are called in records of the layout, by offset.
    private(set) var wordNames: [Int: String]
    private var firsts = 0
    private var names = PersonaFlags()

    /// Lays out the words of every definition alike; triggers ask for more.
    init(_ definition: PersonaDefinition, firstWord: Int) {
        state = firstWord
        flags = firstWord + 1
        next = definition.interval == nil ? -1 : firstWord + 2
        end = firstWord + (definition.interval == nil ? 2 : 3)
        for (bit, forecast) in definition.forecasts.enumerated() {
            names.note(bit, "forecast \(forecast.when)")
        }
        wordNames = [state: "persona", flags: names.text]
        if next >= 0 { wordNames[next] = "persona schedule" }
    }

    /// Words for a trigger.
    ///
    /// - Returns: The first of them.
    mutating func add(_ words: Int, for trigger: RefreshTrigger) -> Int {
        for word in 0..<words {
            wordNames[end + word] = "persona trigger \(trigger.memoryText) \(word)"
        }
        end += words
        return end - words
    }

    /// A bit for a first event.
    mutating func addFirst(for trigger: RefreshTrigger) -> Int64 {
        firsts += 1
        names.note(64 - firsts, trigger.memoryText)
        wordNames[flags] = names.text
        return Int64(bitPattern: 1 << UInt64(64 - firsts))
    }
}
