/// What stands at the top level, and that every folder of code is a target of the package.
enum LayoutRule {
    private static let top: Set<String> = [
        "Package.swift", "Sources", "Tests", "Schemas", "Deploy", "README.md",
    ]
    /// Folders under Tests that hold no Swift.
    private static let foreign: Set<String> = ["BlackBox"]
    private static let banned: Set<String> = [
        "Utilities", "Helpers", "Common", "Extensions", "Misc",
    ]

    /// `files` are the paths that are or would be committed.
    static func violations(files: [String], manifest: String) -> [Violation] {
        files.flatMap(nameViolations)
            + strayFolders(files: files, manifest: manifest)
            + emptyTargets(files: files, manifest: manifest)
    }

    private static func nameViolations(_ path: String) -> [Violation] {
        var found: [Violation] = []
        let parts = path.split(separator: "/").map(String.init)
        if parts.last == "Package.resolved" || parts[0].hasPrefix(".build") {
            found.append(
                Violation(path: path, line: 0, message: "is made by building, not committed"))
        } else if !top.contains(parts[0]) && !parts[0].hasPrefix(".") {
            found.append(
                Violation(path: path, line: 0, message: "does not belong at the top level"))
        }
        let names = parts.map { String($0.prefix { $0 != "." }) }
        if let name = names.first(where: { banned.contains($0) }) {
            found.append(Violation(path: path, line: 0, message: "\(name) names no concern"))
        }
        return found
    }

    /// Folders of Sources and Tests that the manifest does not declare.
    private static func strayFolders(files: [String], manifest: String) -> [Violation] {
        folders(of: files).filter { !targets(manifest).contains($0) }.map {
            Violation(path: $0, line: 0, message: "is not a target of Package.swift")
        }
    }

    /// Targets of the manifest without a folder.
    private static func emptyTargets(files: [String], manifest: String) -> [Violation] {
        targets(manifest).subtracting(folders(of: files)).sorted().map {
            Violation(path: "Package.swift", line: 0, message: "\($0) has no files")
        }
    }

    private static func folders(of files: [String]) -> [String] {
        let folders = files.compactMap { path -> String? in
            let parts = path.split(separator: "/")
            guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
            return foreign.contains(String(parts[1])) ? nil : "\(parts[0])/\(parts[1])"
        }
        return Set(folders).sorted()
    }

    /// Folders of the declared targets: `path`, or Sources/NAME and Tests/NAME.
    static func targets(_ manifest: String) -> Set<String> {
        let declaration =
            #/\.(target|executableTarget|systemLibrary|testTarget|plugin)\(\s*name:\s*"([^"]+)"/#
        let matches = manifest.matches(of: declaration)
        let ends = matches.dropFirst().map(\.range.lowerBound) + [manifest.endIndex]
        return Set(
            zip(matches, ends).map { match, end in
                let body = manifest[match.range.upperBound..<end]
                if let path = body.firstMatch(of: #/\bpath:\s*"([^"]+)"/#) { return String(path.1) }
                return (match.1 == "testTarget" ? "Tests/" : "Sources/") + match.2
            })
    }
}
