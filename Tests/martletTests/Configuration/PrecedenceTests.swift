import Testing

@testable import martlet

/// Flags before environment before file before defaults.
struct PrecedenceTests {
    private let file =
        ConfigurationText.head + "commit: {interval: 1s, max_events: 7}\nworkers: 2\n"

    @Test func eachLayerCoversTheOneBelow() {
        let flags = [
            SettingOverride(path: ["workers"], text: "4", origin: .flag("--set workers"))
        ]
        let environment = ["MARTLET_WORKERS": "3", "MARTLET_COMMIT__INTERVAL": "2s"]
        let loaded = ConfigurationText.load(file, flags: flags, environment: environment)
        #expect(loaded.diagnostics == [])
        let configuration = loaded.configuration
        #expect(configuration.workers == Setting(4, .flag("--set workers")))
        #expect(
            configuration.commit.interval == Setting(2000, .environment("MARTLET_COMMIT__INTERVAL"))
        )
        #expect(configuration.commit.maxEvents.value == 7)
        #expect(configuration.dedupeLast == Setting(8, .builtIn))
    }

    @Test func theEnvironmentCanSetWhatTheFileLacks() {
        let environment = [
            "MARTLET_KAFKA__BOOTSTRAP_SERVERS": "kafka:9092", "MARTLET_NAME": "123",
            "MARTLET_OUTPUTS__PROFILES": "off", "MARTLET_FIELDS__TS": "meta.time",
            "MARTLET_KAFKA__PROPERTIES__SASL_PASSWORD": "hunter2",
            "MARTLET_KAFKA__PROPERTIES__SSL_KEY": "k",
        ]
        let loaded = ConfigurationText.load("version: 1\n", environment: environment)
        #expect(loaded.diagnostics == [])
        let configuration = loaded.configuration
        #expect(configuration.name.value == "123")
        #expect(configuration.kafka.bootstrapServers.value == "kafka:9092")
        #expect(configuration.outputs.profiles.value == nil)
        #expect(configuration.outputs.segmentChanges.value == "123.segment-changes")
        #expect(configuration.fields.timestamp.value == ["meta", "time"])
        #expect(configuration.kafka.properties.map(\.name.value) == ["sasl.password", "ssl_key"])
    }

    @Test func aBadVariableIsNamed() {
        let environment = ["MARTLET_COMMIT__INTERVAL": "5", "MARTLET_WORKERS": "many"]
        let expected = """
            MARTLET_COMMIT__INTERVAL: error: a duration needs a unit; write '5ms', '5s' or '5m'
            MARTLET_WORKERS: error: 'workers' must be a whole number, not 'many'
            2 errors

            """
        #expect(ConfigurationText.messages(file, environment: environment) == expected)
    }

    @Test func aMisspeltVariableIsAWarningAndKubernetesOwnAreNone() {
        let environment = [
            "MARTLET_COMIT__INTERVAL": "5s", "MARTLET_SERVICE_HOST": "10.0.0.1",
            "MARTLET_PORT": "tcp://10.0.0.1:80", "MARTLET_PORT_80_TCP_ADDR": "10.0.0.1",
            "MARTLET_LOG_LEVEL": "debug", "OTHER": "x",
        ]
        let expected = """
            MARTLET_COMIT__INTERVAL: warning: no setting has this variable; \
            did you mean 'MARTLET_COMMIT__INTERVAL'?

            """
        #expect(ConfigurationText.messages(file, environment: environment) == expected)
    }
}
