import MartletProfile
import MartletStream
import Testing

@testable import martlet

@Suite struct ModelSettingsTests {
    private func read(_ models: String) -> ConfigurationFile {
        var file = ConfigurationFile(
            text: """
                version: 1
                name: shop
                inputs: [{topic: purchases, type: purchase}]
                models: \(models)
                """, name: "shop.yaml", directory: "/etc/shop")
        _ = file.compile(.init())
        return file
    }

    @Test func `defaults and options`() throws {
        let file = read(
            """
            {file: m.json, churn: {kind: bgnbd, of: purchase, unit: 1d, per: event}, \
            spend: {kind: gamma_gamma, of: purchase.amount, include_first: true}, \
            value: {kind: rfm, of: [purchase.amount], bins: 4, cuts: nearest_rank}}
            """)
        #expect(file.diagnostics.isEmpty)
        let section = file.configuration.models
        #expect(section.file?.value == "/etc/shop/m.json")
        #expect(section.models.map(\.name) == ["churn", "spend", "value"])
        #expect(section.models[0].unit.value == 86_400_000)
        #expect(section.models[0].per.value == .event)
        #expect(section.models[1].unit.value == 7 * 86_400_000)
        #expect(section.models[1].includesFirst.value)
        #expect(section.models[1].per.value == .day)
        #expect(section.models[2].bins.value == 4)
        #expect(section.models[2].sources.first?.field == ["amount"])
    }

    @Test(arguments: [
        ("{churn: {of: purchase}}", "model 'churn' needs 'kind'"),
        ("{churn: {kind: bgnbd}}", "model 'churn' needs 'of'"),
        ("{churn: {kind: bgnb, of: purchase}}", "unknown kind 'bgnb'"),
        ("{churn: {kind: bgnbd, of: purchase.amount}}", "'bgnbd' is about events"),
        ("{spend: {kind: gamma_gamma, of: purchase}}", "'gamma_gamma' needs a field"),
        ("{churn: {kind: bgnbd, of: browse}}", "no input has events of type 'browse'"),
        ("{value: {kind: rfm, of: purchase.amount, unit: 1d}}", "'rfm' has no 'unit'"),
        ("{value: {kind: rfm, of: purchase.amount, bins: 1}}", "'bins' must be 2 to 9, not 1"),
        ("{churn: {kind: bgnbd, of: purchase, unit: 1s}}", "'unit' must be 1m to 3650d"),
        ("{spend: {kind: gamma_gamma, of: purchase.a, include_first: 1}}", "true or false"),
        ("{9: {kind: bgnbd, of: purchase}}", "can't be the name of a model"),
        ("{churn: {kind: bgnbd, of: purchase, whare: x}}", "unknown key 'whare'"),
        ("{churn: {kind: bgnbd, of: purchase, where: 'event.x >'}}", "expected"),
        ("{churn: 5}", "must be a mapping"),
        ("[churn]", "'models' must be a mapping"),
    ]) func `mistakes`(models: String, message: String) {
        let file = read(models)
        let messages = file.diagnostics.map(\.message)
        #expect(messages.contains { $0.contains(message) }, "\(messages)")
    }
}
