import MartletProfile
import MartletStorage

/// The section that names sets of customers.
extension ConfigurationReader {
    mutating func readLists(_ entry: SettingNode.Entry?) {
        let pairs = reader.pairs(of: entry?.value, "'lists'")
        if let entry, pairs.count > SettingLimits.lists {
            reader.report(
                at: entry.origin,
                "\(pairs.count) lists, at most \(SettingLimits.lists) are possible")
        }
        for pair in pairs { readList(pair) }
    }

    private mutating func readList(_ entry: SettingNode.Entry) {
        do throws(SyntaxComplaint) {
            let limit = SettingLimits.nameLength
            try SettingSyntax.checkTopic(entry.key, limit: limit, of: "a list")
        } catch {
            reader.report(error, at: entry.origin)
        }
        let keys = reader.entries(of: entry.value, "list '\(entry.key)'", keys: ["file"])
        var path = Setting("")
        reader.read(keys["file"], into: &path)
        let isMapping = entry.value.isNull || entry.value.scalar == nil
        if keys["file"] == nil, isMapping, !reader.misspelled.contains("file") {
            reader.report(
                at: entry.origin, "list '\(entry.key)' needs 'file'",
                hint: "write {file: \(entry.key).txt}")
        }
        var list = ListSettings(
            name: Setting(entry.key, entry.origin), path: path, list: .empty)
        if !path.value.isEmpty {
            list.path.value = whole(path.value)
            load(&list)
        }
        // Also one that can't be read has a name: rules that ask about it are not to be blamed.
        configuration.lists.append(list)
    }

    private mutating func load(_ list: inout ListSettings) {
        do throws(ListFile.Problem) {
            list.list = try ListFile.read(list.path.value)
        } catch {
            if case .file(.missing) = error { configuration.missingFiles += 1 }
            reader.report(
                at: list.path.origin, "\(error.message)",
                hint: "a list has one customer id per line; paths start at the configuration")
        }
    }

    private func whole(_ path: String) -> String {
        let directory = secrets.directory
        return path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
    }
}
