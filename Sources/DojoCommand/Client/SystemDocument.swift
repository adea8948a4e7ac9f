import Foundation

/// How the system is doing, as far as `dojo status` shows it; see `GET /api/system`.
struct SystemDocument: Decodable {
    struct Broker: Decodable {
        let kind: String
        let state: String
        let delayMs: Int?
        let reachable: Bool
    }

    struct Redis: Decodable {
        let reachable: Bool
        let memoryBytes: Int?
    }

    struct Partition: Decodable {
        let topic: String
        let partition: Int
        let lag: Int?
    }

    struct Instance: Decodable {
        let id: String
        let desired: String?
        let process: String?
        let state: String
        let reason: String?
        let idle: String?
        let restarts: Int
        let memoryBytes: Int?
        let perSecond: Double?
        let p99Ms: Double?
        let partitions: [Partition]
    }

    struct Gateway: Decodable {
        let id: String
        let ready: Bool
        let reason: String?
        let connections: Int
        let memoryBytes: Int?
    }

    let managed: Bool
    let broker: Broker
    let redis: Redis
    let instances: [Instance]
    let gateways: [Gateway]

    init(_ json: Data) throws(CommandError) {
        do {
            self = try JSONDecoder().decode(SystemDocument.self, from: json)
        } catch {
            throw CommandError(.failure, "the dojo's answer is not what this command knows: is it of another version?")
        }
    }
}
