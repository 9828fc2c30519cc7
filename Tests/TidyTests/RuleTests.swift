import Testing

/// Each rule catches what it is there to catch, and lets the rest pass.
@Suite struct RuleTests {
    private func file(_ text: String, at path: String = "Sources/MartletProfile/Rules/Rule.swift")
        -> SourceFile
    {
        SourceFile(path: path, text: text)
    }

    private func lines(_ count: Int, _ line: String = "let a = 1") -> String {
        Array(repeating: line, count: count).joined(separator: "\n")
    }

    @Test(arguments: [
        ("MartletProfile", "import Foundation"),
        ("MartletProfile", "internal import MartletWire"),
        ("MartletWire", "import MartletStream"),
        ("MartletStream", "@preconcurrency import Dispatch"),
        ("MartletStream", "import struct Foundation.Date"),
        ("MartletKafka", "import MartletWire"),
        ("MartletStorage", "public import CRdKafka"),
        ("martlet", "import CRdKafka"),
        ("MartletSurprise", "import MartletProfile"),
    ])
    func `an upward import is found`(target: String, line: String) {
        let bad = file("// why\n\(line)\n", at: "Sources/\(target)/A.swift")
        #expect(ImportRule.violations(in: bad).map(\.line) == [2])
    }

    @Test func `downward imports pass`() {
        let good = file(
            "public import MartletProfile\n// import Foundation\n",
            at: "Sources/MartletWire/A.swift")
        #expect(ImportRule.violations(in: good).isEmpty)
        let test = file(
            "import Foundation\nimport Testing\n", at: "Tests/MartletStreamTests/A.swift")
        #expect(ImportRule.violations(in: test).isEmpty)
    }

    @Test func `a test of a pure target may not reach a broker or a disk`() {
        for module in ["MartletKafka", "MartletStorage", "CRdKafka"] {
            let bad = file("@testable import \(module)", at: "Tests/MartletProfileTests/A.swift")
            #expect(ImportRule.violations(in: bad).count == 1)
        }
    }

    @Test func `a long file is found`() {
        #expect(SizeRule.longFile(file(lines(300) + "\n")).isEmpty)
        #expect(SizeRule.longFile(file(lines(301))).count == 1)
        #expect(SizeRule.longFile(file(lines(400), at: "Tests/TidyTests/A.swift")).isEmpty)
        #expect(SizeRule.longFile(file(lines(401), at: "Tests/TidyTests/A.swift")).count == 1)
    }

    @Test func `a long line is found`() {
        let fits = String(repeating: "ä", count: 100)
        #expect(SizeRule.longLines(file("\(fits)\n\(fits)a")).map(\.line) == [2])
    }

    @Test(arguments: [
        "func f(_ a: [Int] = [1], b: () -> Int = { 1 }) throws(E) -> [Int: Int] {",
        "public init?(a: Int) where A: B {",
        "static func == (a: A, b: A) -> Bool {",
        "var area: Double {",
        "subscript(index: Int) -> Int {",
        "deinit {",
    ])
    func `a long function is found`(head: String) {
        let fits = "struct A {\n\(head)\n\(lines(58))\n}\n}"
        let tooLong = "struct A {\n\(head)\n\(lines(59))\n}\n}"
        #expect(SizeRule.longFunctions(file(fits)).isEmpty)
        #expect(SizeRule.longFunctions(file(tooLong)).map(\.line) == [2])
    }

    @Test func `a declaration without a body is no function`() {
        let text =
            "protocol P {\nfunc f() -> Int\nvar a: Int { get }\n}\nstruct B {\n\(lines(90))\n}"
        #expect(SizeRule.longFunctions(file(text)).isEmpty)
        #expect(SizeRule.longFunctions(file("x = A.init(1)\nlet b = C {\n\(lines(90))\n}")).isEmpty)
    }

    @Test func `a long C function is found`() {
        let head = "extern \"C\" {\nint f(const char *a)\n{\nif (a[0] == '{') {}\n"
        let path = "Sources/CSimdjson/a.cpp"
        #expect(SizeRule.longFunctions(file(head + lines(57, "x();") + "\n}\n}", at: path)).isEmpty)
        #expect(
            SizeRule.longFunctions(file(head + lines(58, "x();") + "\n}\n}", at: path)).count == 1)
    }

    @Test(arguments: [
        "let a = unsafe b", "var p: UnsafeMutableRawBufferPointer", "a.withUnsafeBytes { _ in }",
        "unsafeBitCast(a, to: B.self)",
    ])
    func `unsafe code is found`(line: String) {
        #expect(UnsafeRule.violations(in: file(line), allowed: []).count == 1)
        let path = file(line).path
        #expect(UnsafeRule.violations(in: file(line), allowed: [path]).count == 1)
        #expect(
            UnsafeRule.violations(in: file("// SAFETY: one owner.\n" + line), allowed: [path])
                .isEmpty)
    }

    @Test func `each file of an unsafe folder says why`() {
        let folder: Set<String> = ["Sources/MartletProfile/Rules/"]
        let found = { (text: String) in UnsafeRule.violations(in: file(text), allowed: folder) }
        #expect(found("unsafe a()").count == 1)
        #expect(found("// SAFETY: one owner.\nunsafe a()").isEmpty)
        #expect(found("let a = 1").isEmpty)
        #expect(UnsafeRule.stale(folder, paths: ["Sources/MartletProfile/Rules/A.swift"]).isEmpty)
        #expect(UnsafeRule.stale(folder, paths: ["Sources/MartletProfile/A.swift"]).count == 1)
    }

    @Test func `safe code is not unsafe`() {
        let text = "// unsafe\nlet a = \"unsafe \\(b)\"\nlet isUnsafe = 1"
        #expect(UnsafeRule.violations(in: file(text), allowed: []).isEmpty)
        #expect(UnsafeRule.violations(in: file(text), allowed: [file(text).path]).count == 1)
        #expect(UnsafeRule.stale(["Sources/Gone.swift"], paths: []).count == 1)
    }

    @Test(arguments: [
        "print(a)", "fatalError()", "let a = try! b()", "let now = Date()", "Thread.sleep(1)",
        "DispatchQueue.main", "ContinuousClock().now", "Int.random(in: 0..<3)", "a.shuffled()",
    ])
    func `a banned call is found`(line: String) {
        #expect(BannedCallRule.violations(in: file(line)).count == 1)
    }

    @Test func `a banned call is fine elsewhere`() {
        let command = file("print(a)\nlet now = Date()", at: "Sources/martlet/A.swift")
        #expect(BannedCallRule.violations(in: command).isEmpty)
        let fine = """
            sprint(a)
            x.print(a) // fatalError()
            let s = "try! Date()"
            Int.random(in: 0..<3, using: &g)
            """
        #expect(BannedCallRule.violations(in: file(fine)).isEmpty)
    }

    @Test func `a test of a pure target does not wait`() {
        for line in [
            "usleep(5)", "sleep(1)", "try await Task.sleep(for: .seconds(1))", "a.shuffled()",
        ] {
            let bad = file(line, at: "Tests/MartletStreamTests/A.swift")
            #expect(BannedCallRule.violations(in: bad).count == 1, "\(line)")
        }
    }

    @Test func `unfinished work and machine paths are found`() {
        let words = [
            "TO" + "DO: x", "a st" + "ub", "not im" + "plemented", "see /ro" + "ot/a",
            "/tm" + "p/x",
        ]
        for line in words {
            #expect(WordRule.violations(in: file(line)).count == 1, "\(line)")
        }
        #expect(WordRule.violations(in: file("a stubborn /usr/bin/env at /works/a")).isEmpty)
    }

    @Test func `a public declaration without a comment is found`() {
        let bad = """
            public struct A {
                /// Why.
                public var a = 1
                @inlinable
                package func f() {}
            }
            """
        #expect(DocumentationRule.violations(in: file(bad)).map(\.line) == [1, 5])
        let good = "public import A\n/// A.\n@frozen\npublic struct A {\n    var b = 1\n}\n"
        #expect(DocumentationRule.violations(in: file(good)).isEmpty)
    }

    @Test func `a stray file or folder is found`() {
        let manifest = """
            .target(name: "A", path: "Sources/Core"), .testTarget(
                name: "ATests"), .executableTarget(name: "martlet")
            """
        let good = [
            "Package.swift", ".ci/run", "Sources/Core/A.swift", "Sources/martlet/M.swift",
            "Tests/ATests/T.swift", "Tests/BlackBox/run.py",
        ]
        #expect(LayoutRule.violations(files: good, manifest: manifest).isEmpty)
        for path in [
            "notes.md", "docs/a.md", "Package.resolved", "Sources/B/B.swift",
            "Tests/BTests/T.swift",
            "Sources/Core/Helpers/A.swift", "Sources/Core/Extensions.swift", ".build-python/x",
        ] {
            let found = LayoutRule.violations(files: good + [path], manifest: manifest)
            #expect(found.count == 1, "\(path): \(found)")
        }
        let missing = LayoutRule.violations(files: ["Package.swift"], manifest: manifest)
        #expect(missing.count == 3)
    }

    @Test func `a dead link is found`() {
        let text = """
            # One heading, `two`
            [a](Sources/A.swift#L3) [b](https://example.com/x) [c](#one-heading-two) <doc:Guide>
            [d](Sources/Gone.swift) [e](#nowhere) <doc:Gone>
            ```
            [f](nowhere)
            ```
            """
        let there: Set<String> = ["Sources/A.swift", "/Guide.md"]
        let found = LinkRule.violations(in: file(text, at: "README.md"), exists: there.contains)
        #expect(found.map(\.line) == [3, 3, 3])
    }

    @Test func `a dead or broken schema is found`() {
        let text = "{\"$ref\": \"gone.json#/a\"}\n{\"$ref\": \"#/a\"}\n$ref: './there.json'"
        let bad = file(text, at: "Schemas/a.json")
        #expect(LinkRule.references(in: bad) { $0 == "Schemas/there.json" }.map(\.line) == [1])
        #expect(LinkRule.syntax(of: bad).count == 1)
        #expect(LinkRule.syntax(of: file("{}", at: "Schemas/a.json")).isEmpty)
    }
}
