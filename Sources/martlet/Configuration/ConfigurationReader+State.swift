/// The settings of what is kept between runs.
extension ConfigurationReader {
    mutating func readState(_ entries: SettingReader.Entries) {
        reader.read(entries["state_dir"], into: &configuration.stateDirectory)
        reader.read(entries["on_missing_input"], into: &configuration.onMissingInput)
        guard let entry = entries["checkpoint"] else { return }
        // In quotes too: there is no other text that it could be.
        if reader.isOff(entry.value) || entry.value.isText("off") {
            configuration.checkpointInterval = Setting(nil, entry.value.origin)
            return
        }
        let checkpoint = reader.entries(of: entry.value, "'checkpoint'", keys: ["interval"])
        var interval = Setting<Int64>(configuration.checkpointInterval.value ?? 0)
        guard let own = checkpoint["interval"] else { return }
        let errors = reader.diagnostics.count
        reader.read(own, into: &interval, in: SettingLimits.checkpointInterval)
        guard reader.diagnostics.count == errors else { return }
        configuration.checkpointInterval = Setting(interval.value, interval.origin)
    }
}

extension SettingNode {
    /// Whether the value is a text, however it is written.
    fileprivate func isText(_ text: String) -> Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.text == text
    }
}
