/// The results of rule tests as JUnit XML, which continuous integration shows.
///
/// The form that Jenkins and its like read: `testsuites` of `testsuite` (a file) of `testcase`
/// (https://github.com/testmoapp/junitxml).
struct JUnitReport {
    /// One per file.
    var files: [RuleTestReport]

    /// The document.
    var xml: String {
        let results = files.flatMap(\.results)
        var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        text += "<testsuites name=\"martlet test\" \(Self.figures(results))>\n"
        for file in files {
            text += "  <testsuite name=\(Self.quoted(file.name)) \(Self.figures(file.results))>\n"
            for result in file.results { text += testCase(result, in: file) }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    private func testCase(_ result: RuleTestResult, in file: RuleTestReport) -> String {
        let line = result.origin.span.map { " line=\"\($0.start.line)\"" } ?? ""
        let head = """
                <testcase name=\(Self.quoted(result.name)) classname=\(Self.quoted(file.name)) \
            file=\(Self.quoted(file.name))\(line) time="\(Self.seconds(result.seconds))"
            """
        guard !result.hasPassed else { return head + "/>\n" }
        let failures = result.failures.map { failure in
            "      <failure type=\"expectation\" message=\(Self.quoted(failure.message))>"
                + Self.escaped(file.plainText(of: failure)) + "</failure>\n"
        }
        return head + ">\n" + failures.joined() + "    </testcase>\n"
    }

    private static func figures(_ results: [RuleTestResult]) -> String {
        let failed = results.count { !$0.hasPassed }
        let time = seconds(results.reduce(0) { $0 + $1.seconds })
        return "tests=\"\(results.count)\" failures=\"\(failed)\" errors=\"0\" time=\"\(time)\""
    }

    /// Seconds with six decimals, never in scientific notation.
    private static func seconds(_ seconds: Double) -> String {
        let micros = Int((seconds * 1_000_000).rounded())
        let fraction = String(micros % 1_000_000)
        return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count)
            + fraction
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// The text with markup escaped and characters that XML 1.0 forbids replaced (section 2.2).
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "\t", "\n", "\r": result.append(scalar)
            default:
                let isForbidden = scalar.value < 0x20 || 0xFFFE...0xFFFF ~= scalar.value
                result.append(isForbidden ? "\u{FFFD}" : scalar)
            }
        }
        return String(result)
    }
}
