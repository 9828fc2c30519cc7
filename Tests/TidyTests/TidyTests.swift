import Testing

/// The house rules, held against the repository.
@Suite struct TidyTests {
    private static let swift = Repository.sources([".swift"], under: ["Sources/", "Tests/"])
    private static let c = Repository.sources([".h", ".c", ".cpp"], under: ["Sources/"])
    private static let scripts = Repository.sources(
        [".py", ".sh"], under: ["Tests/", "Deploy/"])

    private func expectNone(
        _ violations: [Violation], _ location: SourceLocation = #_sourceLocation
    ) {
        for violation in violations {
            Issue.record("\(violation)", sourceLocation: location)
        }
    }

    @Test func `there is something to look at`() {
        #expect(Self.swift.count > 10)
        #expect(Repository.files.contains("Package.swift"))
    }

    @Test func `imports point downward`() {
        expectNone(Self.swift.flatMap(ImportRule.violations))
    }

    @Test func `files, functions and lines are short`() {
        expectNone((Self.swift + Self.c).flatMap(SizeRule.violations))
        expectNone(Self.scripts.flatMap { SizeRule.longFile($0) + SizeRule.longLines($0) })
        for path in SizeRule.exceptions.keys {
            #expect(Repository.exists(path), "\(path) needs no exception: it is not there")
        }
    }

    @Test func `unsafe code stands in its files`() {
        expectNone(Self.swift.flatMap { UnsafeRule.violations(in: $0) })
        expectNone(UnsafeRule.stale(UnsafeRule.files, paths: Repository.files))
    }

    @Test func `banned calls`() {
        expectNone(Self.swift.flatMap(BannedCallRule.violations))
    }

    @Test func `unfinished work and machine paths`() {
        let endings = [
            ".swift", ".h", ".c", ".cpp", ".py", ".sh", ".md", ".json", ".yaml", ".yml",
            ".modulemap", ".run",
            "run", ".gitignore", ".swift-format",
        ]
        expectNone(Repository.sources(endings).flatMap(WordRule.violations))
    }

    @Test func `public declarations are documented`() {
        expectNone(Self.swift.filter(\.isProduct).flatMap(DocumentationRule.violations))
    }

    @Test func `layout of the repository`() {
        let manifest = Repository.text(of: "Package.swift") ?? ""
        expectNone(LayoutRule.violations(files: Repository.files, manifest: manifest))
        #expect(LayoutRule.targets(manifest).contains("Sources/MartletProfile"))
    }

    @Test func `links of the documents`() {
        let documents = Repository.sources([".md"])
        #expect(documents.contains { $0.path == "README.md" })
        expectNone(documents.flatMap { LinkRule.violations(in: $0, exists: Repository.exists) })
    }

    @Test func `schemas parse and their references resolve`() {
        let schemas = Repository.sources([".json"], under: ["Schemas/"])
        #expect(schemas.count > 6)
        expectNone(schemas.flatMap(LinkRule.syntax))
        let referring = Repository.sources([".schema.json", "asyncapi.yaml"], under: ["Schemas/"])
        expectNone(referring.flatMap { LinkRule.references(in: $0, exists: Repository.exists) })
    }

    @Test func `scripts can be run`() {
        for path in [".ci/run", "Deploy/demo.sh", "Deploy/test.sh"] {
            #expect(Repository.isExecutable(path), "\(path) is missing or has no run bit")
        }
    }
}
