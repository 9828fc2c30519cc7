/// A setting from outside the file: from the environment or the command line.
struct SettingOverride: Sendable, Equatable {
    /// Keys from the root, outermost first.
    var path: [String]
    /// The value as text; the setting decides its type.
    var text: String
    /// Where it comes from.
    var origin: SettingOrigin

    /// Single values that can be set from outside the file, as paths from the root.
    static let paths: [[String]] = [
        ["name"], ["time_zone"], ["clock"], ["max_future"], ["dedupe", "last"],
        ["kafka", "bootstrap_servers"], ["fields", "event_id"], ["fields", "type"],
        ["fields", "customer_id"], ["fields", "ts"], ["outputs", "segment_changes"],
        ["outputs", "profiles"], ["outputs", "dead_letters"], ["commit", "interval"],
        ["commit", "max_events"], ["workers"], ["instance_id"], ["grace_period"],
        ["state_dir"],
    ]

    /// Below this path every key is a property of librdkafka.
    static let propertiesPath = ["kafka", "properties"]
}

extension SettingNode {
    /// Sets a value deep in the tree; where a mapping on the way is missing it is made.
    ///
    /// A value of the wrong kind on the way is left, to be reported where it stands.
    mutating func apply(_ override: SettingOverride) {
        set(override.path[...], to: override)
    }

    private mutating func set(_ path: ArraySlice<String>, to override: SettingOverride) {
        guard let key = path.first else {
            self = SettingNode(
                content: .scalar(.init(text: override.text, style: .untyped)),
                origin: override.origin)
            return
        }
        if isNull { content = .mapping([]) }
        guard case .mapping(var entries) = content else { return }
        let empty = SettingNode(content: .mapping([]), origin: override.origin)
        var index = entries.firstIndex { $0.key == key }
        if index == nil {
            entries.append(Entry(key: key, origin: override.origin, value: empty))
            index = entries.count - 1
        }
        if let index {
            entries[index].value.set(path.dropFirst(), to: override)
            if path.count == 1 { entries[index].origin = override.origin }
        }
        content = .mapping(entries)
    }
}
