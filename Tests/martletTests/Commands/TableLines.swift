@testable import martlet

/// Lines of a report with every run of spaces as one, so that tests can show wide tables.
enum TableLines {
    static func of(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: " ").joined(separator: " ")
        }
    }
}
