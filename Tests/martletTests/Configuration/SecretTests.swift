import Foundation
import Testing

@testable import martlet

/// References in Kafka's properties, and that nothing of them is ever shown.
struct SecretTests {
    private func text(_ value: String) -> String {
        ConfigurationText.head + "kafka: {properties: {sasl.username: \"\(value)\"}}\n"
    }

    private func value(
        _ value: String, environment: [String: String] = [:], directory: String = "."
    ) throws -> Secret? {
        let file = ConfigurationFile(
            text: text(value), name: "shop.yaml", directory: directory, environment: environment)
        try #require(file.diagnostics == [])
        return file.configuration.kafka.properties.first?.value.value
    }

    @Test(arguments: [
        ("${env:USER_NAME}", "ann"), ("a-${env:USER_NAME}-${env:EMPTY}-b", "a-ann--b"),
        ("plain", "plain"), ("$${env:USER_NAME}", "${env:USER_NAME}"), ("5$", "5$"),
    ])
    func variablesAreExpanded(_ text: String, _ expected: String) throws {
        let environment = ["USER_NAME": "ann", "EMPTY": ""]
        #expect(try value(text, environment: environment)?.reveal() == expected)
    }

    @Test func filesAreReadBesideTheConfiguration() throws {
        let directory = NSTemporaryDirectory() + "martlet-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try "s3cret\n".write(toFile: directory + "/password", atomically: true, encoding: .utf8)
        let relative = try value("${file:password}", directory: directory)
        #expect(relative?.reveal() == "s3cret")
        #expect(try value("${file:\(directory)/password}")?.reveal() == "s3cret")
    }

    @Test(arguments: [
        ("${env:NOPE}", "environment variable NOPE is not set"),
        ("${file:/nope/x}", "the secret can't be had: /nope/x: no such file"),
        ("${vault:x}", "unknown kind of reference 'vault'; write ${env:NAME} or ${file:path}"),
        ("${env}", "'${env}' is not a reference; write ${env:NAME} or ${file:path}"),
        ("${env:A", "'${' without '}'; close it, or write '$${' for the characters"),
    ])
    func badReferencesAreErrors(_ value: String, _ message: String) {
        #expect(ConfigurationText.summaries(text(value)) == [message])
    }

    @Test func descriptionsShowNoSecret() throws {
        let yaml = """
            version: 1
            name: shop
            kafka: {properties: {sasl.password: hunter2, a: "${env:A}", client.id: shown}}
            """
        let file = ConfigurationText.load(yaml, environment: ["A": "hunter3"])
        var dumped = ""
        dump(file.configuration, to: &dumped)
        #expect("\(file)".contains("shop.yaml"))
        for text in ["\(file)", String(reflecting: file)] { #expect(!text.contains("hunter")) }
        for text in ["\(file.configuration)", String(reflecting: file.configuration), dumped] {
            #expect(!text.contains("hunter"))
            #expect(text.contains("shown"))
        }
    }

    @Test func linesShowNoSecret() {
        let yaml = """
            version: 1
            name: shop
            kafka:
              properties: {sasl.password: hunter2, group.id: x, 'ssl_key': 'hun''ter3'}
              propertis: 1
            """
        let expected = """
            shop.yaml:4:40: error: 'group.id' is set by martlet itself; set 'name'
              4 |   properties: {sasl.password: *******, group.id: x, 'ssl_key': ***********}
                |                                        ^~~~~~~~
            shop.yaml:5:3: error: unknown key 'propertis' in 'kafka'; known are bootstrap_servers
              5 |   propertis: 1
                |   ^~~~~~~~~
            2 errors

            """
        #expect(ConfigurationText.messages(yaml) == expected)
    }

    @Test func aSecretInAKeyIsNotShown() {
        for line in [
            "properties: {sasl.password:hunter2}", "properties:\n    sasl.password:hunter2",
        ] {
            let text = ConfigurationText.head + "kafka:\n  \(line)\n"
            let file = ConfigurationText.load(text)
            #expect(file.diagnostics.count == 1)
            #expect(!ConfigurationText.messages(text).contains("hunter"))
            #expect(!DiagnosticRenderer.json(file.diagnostics).contains("hunter"))
        }
    }

    @Test func secretsOverSeveralLinesAreMasked() {
        let text =
            "kafka:\n  properties:\n    ssl.key.pem: |\n      BEGIN KEY\n\n      abc\n    a: b\n"
        let source = SourceText(name: "a", text: text)
        #expect(SecretMask.text(ofLine: 4, in: source) == "      ***** ***")
        #expect(SecretMask.text(ofLine: 6, in: source) == "      ***")
        #expect(SecretMask.text(ofLine: 7, in: source) == "    a: b")
    }

    @Test(arguments: [
        ("  sasl.password: a b, c", "  sasl.password: ******"),
        ("{sasl.password: \"a,b\", x: 1}", "{sasl.password: *****, x: 1}"),
        ("sasl.password: ${env:X}", "sasl.password: ${env:X}"),
        ("token_count: {count: purchase}", "token_count: {count: purchase}"),
        ("sasl.password:", "sasl.password:"),
    ])
    func masking(_ line: String, _ expected: String) {
        #expect(SecretMask.mask(line) == expected)
    }
}
