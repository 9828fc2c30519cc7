// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built with the same strictness.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "martlet",
    products: [
        .executable(name: "martlet", targets: ["martlet"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "MartletProfile", swiftSettings: strict),
        .target(name: "MartletWire", dependencies: ["MartletProfile"], swiftSettings: strict),
        .target(
            name: "MartletStream", dependencies: ["MartletProfile", "MartletWire"],
            swiftSettings: strict),
        .systemLibrary(
            name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .target(
            name: "MartletKafka", dependencies: ["CRdKafka", "MartletStream", logging],
            swiftSettings: strict),
        .systemLibrary(
            name: "CCompression", pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev", "zlib1g-dev"])]),
        .target(
            name: "MartletStorage",
            dependencies: ["CCompression", "MartletProfile", "MartletStream"],
            swiftSettings: strict),
        .executableTarget(
            name: "martlet",
            dependencies: [
                "MartletProfile", "MartletWire", "MartletStream", "MartletKafka", "MartletStorage",
                "Yams", logging, argumentParser,
            ], exclude: ["Martlet.docc"],
            // The example configuration and its models, for `martlet demo`.
            resources: [
                .embedInCode("Demo/shop.yaml"), .embedInCode("Demo/shop.models.json"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "martlet-bench",
            dependencies: [
                "MartletProfile", "MartletWire", "MartletStream", "MartletKafka", "MartletStorage",
                argumentParser,
            ], path: "Tests/Benchmarks", swiftSettings: strict),
        .target(
            name: "MartletSimulation",
            dependencies: ["MartletStream", "MartletWire", "MartletProfile"],
            path: "Tests/MartletSimulation", swiftSettings: strict),
        .executableTarget(
            name: "martlet-simulate", dependencies: ["MartletSimulation", argumentParser],
            path: "Tests/Simulate", swiftSettings: strict),
        .testTarget(
            name: "MartletSimulationTests",
            dependencies: [
                "MartletSimulation", "MartletStream", "MartletWire", "MartletProfile",
            ], swiftSettings: strict),
        .target(
            name: "MartletOracles", dependencies: ["MartletProfile"], path: "Tests/MartletOracles",
            swiftSettings: strict),
        .testTarget(
            name: "MartletProfileTests", dependencies: ["MartletOracles", "MartletProfile"],
            swiftSettings: strict),
        .testTarget(
            name: "MartletWireTests", dependencies: ["MartletWire", "MartletProfile"],
            swiftSettings: strict),
        .testTarget(
            name: "MartletStreamTests",
            dependencies: [
                "MartletOracles", "MartletSimulation", "MartletStream", "MartletWire",
                "MartletProfile",
            ], swiftSettings: strict),
        .testTarget(
            name: "MartletKafkaTests",
            dependencies: [
                "CRdKafka", "MartletKafka", "MartletStream", "MartletProfile", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MartletStorageTests",
            dependencies: ["MartletStorage", "MartletProfile", "MartletStream"],
            swiftSettings: strict),
        .testTarget(
            name: "martletTests",
            dependencies: ["martlet", "MartletProfile", "MartletStorage", "MartletStream", "Yams"],
            swiftSettings: strict),
        .testTarget(
            name: "BenchmarkTests", dependencies: ["martlet-bench", "MartletKafka"],
            swiftSettings: strict),
        .testTarget(
            name: "SystemTests", dependencies: ["martlet"],
            exclude: [
                "feed.py", "promises.py", "run.py", "stage.py", "test_crashes.py",
                "test_instances.py",
            ],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ]
)
