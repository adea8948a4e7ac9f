import Foundation
import Options
import State

/// The parts of a dojo, as its options ask for them. Paths and ports are given.
struct DojoParts: Sendable {
    let options: UpOptions
    let project: Project
    let folder: RunFolder
    /// Nil unless the options ask for one.
    let kafka: LocalKafka?
    let redisServer: String
    /// One for each service instance, in order.
    let healthPorts: [Int]

    // MARK: What holds state

    /// The broker, when one is to be started.
    var broker: Part? {
        switch options.broker {
        case .external: nil
        case .embedded:
            Part(
                name: "broker", role: .broker,
                command: [project.dojo, BrokerCommand.commandName, "--control", folder.brokerSocket],
                readiness: .broker(socket: folder.brokerSocket), restart: .never, hidesOutput: true)
        case .local:
            kafka.map {
                Part(
                    name: "kafka", role: .broker, command: $0.serverCommand,
                    readiness: .listening(.loopback($0.brokerPort)))
            }
        }
    }

    /// Redis, when one is to be started. Never writes a snapshot: what is to be kept is in the append-only file.
    var redis: Part? {
        guard options.redisURL == nil else { return nil }
        var command = [
            redisServer, "--port", "0", "--unixsocket", folder.redisSocket, "--unixsocketperm", "700", "--save", "",
            "--maxmemory-policy", "noeviction", "--loglevel", "warning", "--dir", redisFolder,
        ]
        if options.dataFolder != nil { command += ["--appendonly", "yes", "--appendfsync", "everysec"] }
        return Part(
            name: "redis", role: .redis, command: command, readiness: .redis(.unix(path: folder.redisSocket)),
            restart: options.dataFolder == nil ? .never : .always, hidesOutput: true,
            note: "redis-cli -s \(folder.redisSocket)")
    }

    var redisFolder: String { options.dataFolder.map { $0 + "/redis" } ?? folder.path }

    func makeRedisFolder() throws(CommandError) {
        do {
            try FileManager.default.createDirectory(
                atPath: redisFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError(.cannotCreate, "cannot make the folder \(redisFolder): \(error.localizedDescription)")
        }
    }

    var redisURL: String { options.redisURL ?? "unix://" + folder.redisSocket }

    // MARK: What holds none

    /// How long what holds no state may take to stop: a client that never answers is the gateway's to cut off, and it has
    /// more to do after that.
    var grace: Duration { options.stopDeadline + .seconds(1) }

    /// The gateway and the services, as the options ask for them.
    /// - Parameter bootstrapServers: Of the broker that runs now.
    func stateless(bootstrapServers: String) -> [Part] {
        [gateway(bootstrapServers: bootstrapServers)]
            + zip(serviceIDs, healthPorts).map { id, port in
                service(id, healthPort: port, bootstrapServers: bootstrapServers)
            }
    }

    /// The instances of services that the options ask for.
    var serviceIDs: [InstanceID] {
        options.services.flatMap { service in
            (0..<service.instances).map { InstanceID(service: service.name, number: $0 + 1) }
        }
    }

    /// What all of them are told.
    private func shared(_ bootstrapServers: String) -> [String: String] {
        var shared = [
            "KAFKA_BOOTSTRAP_SERVERS": bootstrapServers, "REDIS_URL": redisURL,
            "LOG_FORMAT": options.telemetry.logFormat.optionText, "LOG_LEVEL": options.telemetry.logLevel.optionText,
        ].merging(options.topics.environment) { _, name in name }
        if options.broker == .embedded { shared["KAFKA_CONTROL"] = folder.brokerSocket }
        return shared
    }

    func gateway(bootstrapServers: String) -> Part {
        let own = [
            "INSTANCE_ID": "gateway-1", "HOST": options.address.host, "PORT": String(options.address.port),
            "STOP_DEADLINE": options.stopDeadline.optionText,
        ]
        return Part(
            name: "gateway-1", role: .gateway, command: [project.gateway],
            environment: shared(bootstrapServers).merging(own) { _, own in own },
            readiness: .http("/ready", host: options.address.digits, port: options.address.port),
            healthPort: options.address.port)
    }

    func service(_ id: InstanceID, healthPort port: Int, bootstrapServers: String) -> Part {
        let name = id.service ?? id.text
        let own = ["INSTANCE_ID": id.text, "HEALTH_PORT": String(port)]
        return Part(
            name: id.text, role: .service(name), command: [project.dojo, "service", name],
            environment: shared(bootstrapServers).merging(own) { _, own in own }, readiness: .ready(port: port),
            healthPort: port)
    }

    /// What ends with the process that holds it.
    var whatIsLost: String {
        let names = [
            options.broker == .embedded ? "the embedded broker" : nil,
            kafka != nil && options.dataFolder == nil ? "the local Kafka" : nil,
            options.redisURL == nil && options.dataFolder == nil ? "the private Redis" : nil,
        ].compactMap(\.self)
        return "What " + names.joined(separator: " and ") + " held"
    }

    /// Characters of the longest name there can be.
    var nameWidth: Int {
        let parts = stateless(bootstrapServers: "") + [broker, redis].compactMap(\.self)
        return parts.map(\.name.count).max() ?? 0
    }
}
