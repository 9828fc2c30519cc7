import Foundation
import Testing

@testable import martlet

@Suite struct TestCommandTests {
    /// The folder of the repository.
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `the example's rules pass their tests`() throws {
        let path = Self.repository.appending(path: "Deploy/examples/shop.test.yaml").path
        let result = try BuiltCommand.run(["test", path])
        #expect(result.status == 0, "\(result.output)\(result.error)")
        #expect(result.output.hasSuffix(" passed\n"))
    }

    @Test func `the exit status tells failed tests from wrong ones`() throws {
        let head = RuleTestText.config + RuleTestText.events
        let fails = head + "    expect: [{at: 0, customer: c1, in: [new]}]\n"
        try BuiltCommand.withFile(fails) { path in
            let all = try BuiltCommand.run(["test", path])
            #expect(all.status == 1)
            let none = try BuiltCommand.run(["test", path, "--filter", "nothing"])
            #expect(none.status == 1)
        }
        let wrong = head + "    expect: [{at: 0, customer: c1, in: [nobody]}]\n"
        try BuiltCommand.withFile(wrong) { path in
            let result = try BuiltCommand.run(["test", path])
            #expect(result.status == 78)
            #expect(result.error.contains("unknown segment 'nobody'"))
        }
        let missing = try BuiltCommand.run(["test", "nowhere.yaml"])
        #expect(missing.status == 66)
    }
}
