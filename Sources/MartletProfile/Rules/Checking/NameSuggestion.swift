/// Finds the name that somebody meant.
public enum NameSuggestion {
    /// Bytes of the longest name that is compared, which bounds the cost.
    private static let longest = 64

    /// The candidate nearest to `name`; nil if none is near enough to be what was meant.
    ///
    /// O(candidates * length * length).
    public static func nearest(to name: String, among candidates: [String]) -> String? {
        let typed = Array(name.lowercased().utf8)
        guard typed.count <= longest else { return nil }
        let limit = max(1, typed.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let other = Array(candidate.lowercased().utf8)
            guard abs(other.count - typed.count) <= limit else { continue }
            let distance = distance(typed, other)
            if distance <= limit, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    /// The hint "did you mean ...", if there is a near name.
    public static func hint(for name: String, among candidates: [String]) -> String? {
        nearest(to: name, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that lead from one to the other
    /// (optimal string alignment distance).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let cost = left[row] == right[column] ? 0 : 1
                var best = min(
                    previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
