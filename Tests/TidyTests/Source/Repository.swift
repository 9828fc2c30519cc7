import Foundation

/// The checked-out repository: its files as the rules see them.
enum Repository {
    /// The folder that holds Package.swift.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder = folder.deletingLastPathComponent()
        }
        return folder
    }()

    /// Paths, relative to the root, of the files that are or would be committed.
    ///
    /// What Git ignores does not count. Without Git (an exported archive) every file does, except
    /// those in dot folders and the lock file that building leaves behind.
    static let files: [String] = {
        let listed = git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        let paths = listed.map { $0.split(separator: "\0").map(String.init) } ?? everyFile()
        return Set(paths).filter { exists($0) }.sorted()
    }()

    /// Files whose name ends with one of `endings`, read.
    static func sources(_ endings: [String], under folders: [String] = [""]) -> [SourceFile] {
        files.filter { path in
            endings.contains { path.hasSuffix($0) } && folders.contains { path.hasPrefix($0) }
        }.compactMap { path in text(of: path).map { SourceFile(path: path, text: $0) } }
    }

    /// The text of a file; nil if it is missing or not UTF-8.
    static func text(of path: String) -> String? {
        try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Whether there is a file or folder at `path`.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    /// Whether the file at `path` has its run bit.
    static func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: root.appending(path: path).path)
    }

    private static func git(_ arguments: [String]) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", root.path] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(bytes: data, encoding: .utf8) : nil
    }

    private static func everyFile() -> [String] {
        let found = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
        return (found ?? []).filter { path in
            let folders = path.split(separator: "/").dropLast()
            let hidden = folders.contains { $0.hasPrefix(".") && $0 != ".ci" }
            return !hidden && path != "Package.resolved" && isRegular(path)
        }
    }

    private static func isRegular(_ path: String) -> Bool {
        let full = root.appending(path: path).path
        let attributes = try? FileManager.default.attributesOfItem(atPath: full)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }
}
