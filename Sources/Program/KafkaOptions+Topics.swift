import Foundation
public import Kafka

extension KafkaOptions {
    /// The line that makes the missing topics on this broker: variables and the path of `dojo`, which lies beside this
    /// program.
    public var topicsCommand: String {
        let program = CommandLine.arguments.first ?? ""
        let dojo =
            program.contains("/") ? URL(fileURLWithPath: program).deletingLastPathComponent().path + "/dojo" : "dojo"
        let socket = control.map { "KAFKA_CONTROL=\($0) " } ?? ""
        return "KAFKA_BOOTSTRAP_SERVERS=\(bootstrapServers) \(socket)\(dojo) topics create"
    }
}
