import Foundation
import Testing

@testable import martlet

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct RuleTestReportTests {
    private func report() throws -> RuleTestReport {
        let text =
            RuleTestText.config.replacing("2d", with: "3d")
            + RuleTestText.events
            .replacing("two orders", with: "\"a < b & \\\"c\\\" \\x07\"")
            + "    expect: [{at: 2025-01-01T12:00:00Z, customer: \"<c1>\", in: [loyal]}]\n"
            + "  - {name: fine, events: [], expect: [{customer: c1, never_in: new}]}\n"
        return RuleTestReport(
            name: "t.yaml", sources: RuleTestText.load(text).sources,
            results: try RuleTestText.results(text))
    }

    @Test func `JUnit XML is well formed, and says what failed`() throws {
        let xml = JUnitReport(files: [try report()]).xml
        let collector = ElementCollector()
        let parser = XMLParser(data: Data(xml.utf8))
        parser.delegate = collector
        let isWellFormed = parser.parse()
        #expect(isWellFormed, "\(xml)")
        #expect(
            collector.elements == ["testsuites", "testsuite", "testcase", "failure", "testcase"])
        #expect(collector.attributes[1]["tests"] == "2")
        #expect(collector.attributes[1]["failures"] == "1")
        #expect(collector.attributes[2]["name"] == "a < b & \"c\" \u{FFFD}")
        #expect(
            collector.attributes[3]["message"]
                == "<c1> is not in 'loyal' at 2025-01-01T12:00:00.000Z")
    }

    @Test func `the JSON form parses and holds the failure`() throws {
        let value = try JSONSerialization.jsonObject(with: Data(try report().json.utf8))
        let file = try #require(value as? [String: Any])
        let cases = try #require(file["cases"] as? [[String: Any]])
        #expect(cases.compactMap { $0["status"] as? String } == ["failed", "passed"])
        let failures = try #require(cases[0]["failures"] as? [[String: Any]])
        #expect(failures[0]["customer_id"] as? String == "<c1>")
        #expect(failures[0]["missing"] as? [String] == ["loyal"])
    }

    @Test func `the text shows the line with a caret`() throws {
        let text = try report().text
        #expect(text.contains("  FAIL  "))
        #expect(text.contains("  ok    fine\n"))
        #expect(text.contains("expected  loyal"))
        #expect(text.contains("^"))
        #expect(text.contains("no event of this customer by then"))
    }
}

/// The elements of a document in their order.
private final class ElementCollector: NSObject, XMLParserDelegate {
    var elements: [String] = []
    var attributes: [[String: String]] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        elements.append(name)
        self.attributes.append(attributes)
    }
}
