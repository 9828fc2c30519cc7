/// The configuration that `martlet demo` uses when it is given none: the example of the repository,
/// with the models that were fitted to its synthetic shop.
enum DemoConfiguration {
    /// The configuration, as it stands in Deploy/examples/shop.yaml.
    static let text = String(decoding: PackageResources.shop_yaml, as: UTF8.self)
    /// The models, as they stand in Deploy/examples/shop.models.json.
    static let models = String(decoding: PackageResources.shop_models_json, as: UTF8.self)
    /// The file of models that the configuration names.
    static let modelsName = "shop.models.json"

    /// The configuration for the embedded cluster.
    ///
    /// All events go through one topic: in several, each with its own backlog, they would not be
    /// read in the order of their time.
    static func file() -> ConfigurationFile {
        var file = ConfigurationFile(text: text, name: "shop.yaml")
        file.builtInModels = models
        file.configuration.inputs = [InputSettings(topic: Setting("shop.events"), type: nil)]
        file.configuration.outputs.profiles = Setting(nil)
        return file
    }
}
