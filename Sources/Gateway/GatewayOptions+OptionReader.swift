import Fanout
import Foundation
import Kafka
import Options
import OrderEvents
import Program
import Redis
import State
import Telemetry

extension GatewayOptions {
    /// Reads them all; what is wrong is collected in `reader`.
    public init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Gateway")
        host = reader.option("host", default: "127.0.0.1", help: "Address to serve on; 0.0.0.0 is every one.")
        port = UInt16(reader.option("port", default: 3001, in: 0...65535, help: "Port to serve on; 0 is any free one."))
        let cores = ProcessInfo.processInfo.activeProcessorCount
        shards =
            reader.option(
                "shards", as: Int.self, in: 1...8,
                help: "Loop threads that serve clients, 1 to 8; without it, one a core."
            ) ?? min(max(cores, 1), 8)
        instanceID =
            reader.option(
                "instance-id", as: String.self,
                help: "Who this is in events and logs; by default its name, host and process id.")
            ?? InstanceName.make(for: "gateway")
        webRoot = reader.option(
            "web-root", as: String.self,
            help: "Folder of the page; without it, web/ of the project where orders are taken.",
            placeholder: "folder")
        home = ProjectFolder.find(environment: environment)
        history = ChannelRing.Limits(
            records: reader.option(
                "history-records", default: 20_000, in: 1...10_000_000, help: "Records of each channel kept in memory."),
            bytes: reader.option(
                "history-bytes", default: 32 << 20, in: 1024...(8 << 30),
                help: "Bytes of each channel kept in memory."))
        snapshotLimits = ChannelRing.Limits(
            records: reader.option(
                "snapshot-keys", default: 100_000, in: 1...10_000_000,
                help: "Most keys of a compacted snapshot; beyond it those go that were written longest ago."),
            bytes: reader.option(
                "snapshot-bytes", default: 64 << 20, in: 1024...(8 << 30),
                help: "Most bytes of a compacted snapshot; beyond it the same."))
        frameLimit = reader.option(
            "frame-limit", default: 64 * 1024, in: 1024...(8 << 20), help: "Bytes of records in one WebSocket frame.")
        compresses = reader.flag(
            "compress", help: "Compress what is sent to clients that offer permessage-deflate, as browsers do.")
        paceFactor = reader.option(
            "pace", default: 1.0, in: 0...10,
            help:
                "While records come faster than flushes can follow, a flush that took t is followed by a rest of t times "
                + "this, at most 10 ms; 0: never.")
        stopDeadline = reader.option(
            "stop-deadline", default: Self.defaultStopDeadline,
            help: "How long open connections get to finish at a stop.")
        access = AccessOptions(&reader)
        sessions = SessionLimits(&reader)
        reader.section("Orders")
        outboxLimit = reader.option(
            "outbox-limit", default: 100_000, in: 1...10_000_000,
            help: "Events owed to Kafka at which changes are refused until it catches up.")
        dedupeHorizon = reader.option(
            "dedupe-horizon", default: .seconds(8 * 86_400),
            help: "How long ids are remembered; Kafka's retention and a day.")
        topics = TopicNames(&reader)
        groups = GroupNames(&reader)
        settings = SettingsValues(&reader)
        reader.section("Channels")
        channels = Channel.read(&reader, topics: topics)
        kafka = KafkaOptions(&reader, environment: environment)
        let takesOrders = channels.contains { $0.snapshot == .orders }
        redis = takesOrders ? RedisOptions(&reader) : RedisOptions.ifGiven(&reader)
        telemetry = TelemetryOptions(&reader)
        if takesOrders, home == nil { reader.reject("DOJO_HOME", ProjectFolder.missing) }
    }
}
