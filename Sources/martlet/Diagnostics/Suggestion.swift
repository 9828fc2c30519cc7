/// The name that the user most likely meant.
enum Suggestion {
    /// Longest name that is compared, which bounds the cost.
    private static let longest = 64

    /// The nearest of `names`, if it is near: at most a third of the letters differ.
    ///
    /// Of equally near names the first one in the order of `names` is taken.
    static func nearest(to name: String, among names: some Sequence<String>) -> String? {
        let folded = Array(name.lowercased().utf8)
        guard !folded.isEmpty, folded.count <= longest else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names where candidate != name {
            let other = Array(candidate.lowercased().utf8)
            guard other.count <= longest else { continue }
            let limit = max(1, max(folded.count, other.count) / 3)
            guard abs(other.count - folded.count) <= limit else { continue }
            let distance = distance(folded, other)
            if distance <= limit, distance < (best?.distance ?? .max) {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    /// `did you mean 'x'?` for the nearest of `names`, or nil.
    static func hint(for name: String, among names: some Sequence<String>) -> String? {
        nearest(to: name, among: names).map { "did you mean '\($0)'?" }
    }

    /// Edits from `left` to `right`, where a swap of neighbours is one (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let cost = left[row] == right[column] ? 0 : 1
                var best = min(
                    previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
