// swift-tools-version: 6.2
// Kafka Dojo: a food-ordering workshop on Kafka, and the realtime gateway that carries it.
// No outside package: the toolchain and Debian's C libraries are all it stands on.
import PackageDescription

/// Settings of every target: Swift 6 language mode (by the tools version), warnings as errors, and one view of the
/// C headers: Debian's libraries are compiled with _GNU_SOURCE, and `fd_set` differs without it.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .unsafeFlags(["-Xcc", "-D_GNU_SOURCE"])]

/// For targets that import no C library: the compiler proves that nothing unsafe leaks into them unmarked.
let memorySafe: [SwiftSetting] = strict + [.strictMemorySafety()]

let package = Package(
    name: "KafkaDojo",
    products: [
        .executable(name: "gateway", targets: ["GatewayCommand"]),
        .executable(name: "dojo", targets: ["DojoCommand"]),
    ],
    targets: [
        // C libraries: a module map and one shim header each.
        .systemLibrary(name: "CLibuv"),
        .systemLibrary(name: "CLibrdkafka"),
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CLibwebsockets"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CCjose"),
        .systemLibrary(name: "CLibqrencode"),
        .systemLibrary(name: "CZlib"),

        // Foundation: each wraps one thing, and is the only importer of its C library.
        .target(name: "JSONText", swiftSettings: memorySafe),
        .target(name: "Options", swiftSettings: memorySafe),
        .target(name: "Telemetry", dependencies: ["JSONText", "Options"], swiftSettings: memorySafe),
        .target(name: "EventLoop", dependencies: ["CLibuv"], swiftSettings: strict),
        .target(name: "Kafka", dependencies: ["CLibrdkafka", "EventLoop", "Options"], swiftSettings: strict),
        .target(name: "Redis", dependencies: ["CHiredis", "EventLoop", "Options"], swiftSettings: strict),
        .target(name: "HeaderHooks", swiftSettings: strict),
        .target(name: "WebSocketFrames", swiftSettings: memorySafe),
        .target(name: "Deflate", dependencies: ["CZlib", "WebSocketFrames"], swiftSettings: strict),
        .target(
            name: "WebServer",
            dependencies: ["CLibwebsockets", "Deflate", "EventLoop", "HeaderHooks", "WebSocketFrames"],
            swiftSettings: strict),
        .target(
            name: "Program", dependencies: ["EventLoop", "Kafka", "Options", "Telemetry"], swiftSettings: memorySafe),
        .target(name: "Access", dependencies: ["CCjose", "JSONText", "Options"], swiftSettings: strict),

        .target(name: "QRCode", dependencies: ["CLibqrencode"], swiftSettings: strict),

        // The domain: pure first, then state, then who acts on it.
        .target(name: "OrderEvents", dependencies: ["JSONText", "Options"], swiftSettings: memorySafe),
        .target(name: "Fanout", dependencies: ["JSONText"], swiftSettings: memorySafe),
        .target(
            name: "State", dependencies: ["EventLoop", "Options", "OrderEvents", "Redis"], swiftSettings: memorySafe),
        .target(name: "SyncCalls", dependencies: ["State", "OrderEvents", "JSONText"], swiftSettings: memorySafe),
        .target(
            name: "Services",
            dependencies: [
                "Access", "State", "SyncCalls", "Kafka", "OrderEvents", "Options", "Program", "Telemetry", "WebServer",
            ],
            swiftSettings: memorySafe),
        .target(
            name: "Gateway",
            dependencies: [
                "Access", "EventLoop", "Fanout", "JSONText", "Kafka", "Options", "OrderEvents", "Program", "QRCode",
                "Redis", "State", "SyncCalls",
                "Telemetry", "WebServer",
            ],
            swiftSettings: memorySafe),

        // Load and what to hold results against, for `dojo bench`.
        .target(name: "Bench", dependencies: ["CLinux", "Deflate", "JSONText", "OrderEvents"], swiftSettings: strict),

        // What people start.
        .executableTarget(
            name: "GatewayCommand", dependencies: ["Gateway", "Options", "Program"], swiftSettings: memorySafe),
        .executableTarget(
            name: "DojoCommand",
            dependencies: [
                "Access", "Bench", "CLinux", "Gateway", "Services", "State", "Kafka", "Redis", "OrderEvents", "EventLoop",
                "JSONText",
                "Options", "Program", "Telemetry", "WebServer",
            ],
            swiftSettings: strict),

        // Tests without a network, one target each, then the whole thing on a real Redis and a broker.
        .testTarget(name: "AccessTests", dependencies: ["Access", "Options"], swiftSettings: strict),
        .testTarget(name: "BenchTests", dependencies: ["Bench", "Deflate"], swiftSettings: strict),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: strict),
        .testTarget(name: "OptionsTests", dependencies: ["Options"], swiftSettings: strict),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: strict),
        .testTarget(name: "EventLoopTests", dependencies: ["EventLoop"], swiftSettings: strict),
        .testTarget(name: "KafkaTests", dependencies: ["Kafka", "TestSupport"], swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["EventLoop", "Kafka"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "RedisTests", dependencies: ["Redis", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "DeflateTests", dependencies: ["Deflate", "WebSocketFrames"], swiftSettings: strict),
        .testTarget(name: "WebSocketFramesTests", dependencies: ["WebSocketFrames"], swiftSettings: strict),
        .testTarget(
            name: "WebServerTests", dependencies: ["Deflate", "TestSupport", "WebServer", "WebSocketFrames"],
            swiftSettings: strict),
        .testTarget(
            name: "OrderEventsTests", dependencies: ["JSONText", "OrderEvents", "Options"], swiftSettings: strict),
        .testTarget(name: "QRCodeTests", dependencies: ["QRCode"], swiftSettings: strict),
        .testTarget(
            name: "SyncCallsTests", dependencies: ["SyncCalls", "OrderEvents", "JSONText"], swiftSettings: strict),
        .testTarget(name: "FanoutTests", dependencies: ["Fanout"], swiftSettings: strict),
        .testTarget(name: "StateTests", dependencies: ["State", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ServicesTests", dependencies: ["Services", "Kafka", "OrderEvents", "Options", "State", "SyncCalls"],
            swiftSettings: strict),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Access", "Gateway", "Fanout", "JSONText", "Kafka", "Options", "OrderEvents", "Redis", "State",
                "WebServer",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DojoTests", dependencies: ["DojoCommand", "GatewayCommand", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Gateway", "GatewayCommand", "DojoCommand", "Services", "Fanout", "Kafka", "Options", "Redis", "State",
                "WebServer", "OrderEvents", "EventLoop", "Telemetry", "TestSupport",
            ],
            swiftSettings: strict),
    ]
)
