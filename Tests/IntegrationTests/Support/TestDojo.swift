import EventLoop
import Foundation
import Kafka
import OrderEvents
import Redis
import Services
import State
import Synchronization
import Telemetry
import TestSupport

/// A broker, a Redis and whatever services a test starts, with topics and groups that no other test knows.
final class TestDojo: Sendable {
    let loop: EventLoop
    let broker: TestBroker
    let redis: PrivateRedis
    let topics: TopicNames
    let groups: GroupNames
    let producer: KafkaProducer
    let admin: KafkaAdmin
    private let connection: RedisConnection
    /// Sees everything on every topic.
    let witness: Witness
    private let services = Mutex<[ServiceRuntime]>([])

    /// Each has hundreds of descriptors open. Foundation's `Process` reads beyond a buffer when a process that starts
    /// another has more than about 1,300, and now and then that is the end of it.
    private static let turnstile = Turnstile(8)

    static func with(
        _ kind: BrokerKind = .embedded, _ body: (TestDojo) async throws -> Void
    ) async throws {
        await turnstile.enter()
        do {
            let dojo = try await TestDojo(kind)
            do {
                try await body(dojo)
            } catch {
                await dojo.stop()
                throw error
            }
            await dojo.stop()
        } catch {
            await turnstile.leave()
            throw error
        }
        await turnstile.leave()
    }

    private init(_ kind: BrokerKind) async throws {
        loop = try EventLoop(name: "test")
        broker = try await TestBroker.start(kind, on: loop)
        redis = try await PrivateRedis.start()
        connection = RedisConnection(loop: loop, options: try RedisOptions(url: redis.url), name: "test")
        let mark = UUID().uuidString.prefix(8).lowercased()
        topics = TopicNames(
            orders: "orders-\(mark)", audit: "audit-\(mark)", deadLetters: "orders-dlq-\(mark)",
            auditDeadLetters: "audit-dlq-\(mark)", playground: "playground-\(mark)")
        groups = GroupNames(
            notification: "notification-\(mark)", fraud: "fraud-\(mark)", analytics: "analytics-\(mark)",
            audit: "audit-\(mark)")
        producer = try KafkaProducer(loop: loop, options: broker.options)
        admin = KafkaAdmin(loop: loop, options: broker.options)
        let specs = topics.layouts.map {
            TopicSpec(name: $0.name, partitions: Int32($0.partitions), replication: Int16($0.replication))
        }
        try await admin.createTopics(specs)
        let partitions = specs.flatMap { spec in
            (0..<spec.partitions).map { TopicPartition(topic: spec.name, partition: $0) }
        }
        // A real broker has a topic before it leads its partitions: until then whoever asks for an offset is refused.
        for partition in partitions {
            try await waitUntil("\(partition) has a leader", timeout: .seconds(60)) { [admin] in
                (try? await admin.watermarks(of: partition)) != nil
            }
        }
        witness = try await Witness(loop: loop, options: broker.options, partitions: partitions)
    }

    private func stop() async {
        let services = services.withLock { $0 }
        await withTaskGroup { group in
            for service in services {
                group.addTask { await service.stop() }
            }
        }
        for service in services { service.loop.stop() }
        await witness.stop()
        await producer.close(timeout: .seconds(1))
        await admin.close()
        await connection.close()
        await broker.stop()
        redis.stop()
        loop.stop()
    }

    // MARK: Services

    /// Starts an instance; waits until it has joined its group.
    @discardableResult
    func start(
        _ kind: ServiceKind, id: String? = nil, _ change: (inout ServiceOptions) -> Void = { _ in },
        output: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) async throws -> ServiceRuntime {
        var options = ServiceOptions(
            instanceID: id ?? "\(kind.rawValue)-1", kafka: broker.options, redis: try RedisOptions(url: redis.url),
            scripts: Self.scripts)
        options.topics = topics
        options.groups = groups
        change(&options)
        let service = try ServiceRuntime(kind: kind, options: options, metrics: MetricsRegistry(), output: output)
        services.withLock { $0.append(service) }
        try await service.start()
        try await waitUntil("\(options.instanceID) is ready", timeout: .seconds(60)) { await service.isReady }
        return service
    }

    /// Stops an instance as SIGTERM does.
    func stop(_ service: ServiceRuntime) async {
        services.withLock { $0.removeAll { $0 === service } }
        await service.stop()
        service.loop.stop()
    }

    /// Starts an instance as a process of its own; waits until it says that it works.
    func startProcess(_ kind: ServiceKind, id: String) async throws -> ChildProcess {
        let process = try ChildProcess("dojo", ["service", kind.rawValue], environment: environment(id: id))
        try await waitUntil("\(id) is ready", timeout: .seconds(60)) {
            try await self.present().contains { $0.id == id && $0.details["state"] == "running" }
        }
        return process
    }

    /// What a program is told by its environment.
    func environment(id: String) -> [String: String] {
        var environment = [
            "INSTANCE_ID": id, "KAFKA_BOOTSTRAP_SERVERS": broker.options.bootstrapServers, "REDIS_URL": redis.url,
            "DOJO_HOME": Self.home, "TOPIC_ORDERS": topics.orders, "TOPIC_AUDIT": topics.audit,
            "TOPIC_DLQ": topics.deadLetters, "TOPIC_AUDIT_DLQ": topics.auditDeadLetters,
            "TOPIC_PLAYGROUND": topics.playground,
            "NOTIFICATION_GROUP": groups.notification, "FRAUD_GROUP": groups.fraud,
            "ANALYTICS_GROUP": groups.analytics, "AUDIT_GROUP": groups.audit,
        ]
        environment["KAFKA_CONTROL"] = broker.options.control
        return environment
    }

    /// The instances that say they are there.
    func present() async throws -> [Presence.Member] {
        try await Presence(redis: connection, scripts: Self.scripts).list(kind: ServiceRuntime.presenceKind).members
            ?? []
    }

    static let home = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardizedFileURL.path
    static let scripts = ScriptFolder(home + "/redis")

    /// Sends the group back to the beginning of everything. Nobody else may be in it.
    func rewind(group: String) async throws {
        let consumer = try KafkaConsumer(loop: loop, options: broker.options, group: group)
        do {
            // Offsets are taken from members only.
            try await consumer.subscribe(topics.layouts.map(\.name))
            try await waitUntil("\(group) can be rewound", timeout: .seconds(60)) {
                _ = await consumer.poll(max: 1, timeout: .milliseconds(50))
                return await !consumer.assignment.isEmpty
            }
            try await consumer.commit(Dictionary(uniqueKeysWithValues: await consumer.assignment.map { ($0, 0) }))
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    /// Asks a group to read again, as the gateway does.
    func replay(_ group: String, of topics: [String], from start: Replay.Start) async throws {
        let partitions = self.topics.layouts.filter { topics.contains($0.name) }.flatMap { topic in
            (0..<topic.partitions).map { TopicPartition(topic: topic.name, partition: Int32($0)) }
        }
        let ends = try await admin.watermarks(of: partitions).map { partition, offsets in
            (Replay.Place(topic: partition.topic, partition: partition.partition), offsets.upperBound)
        }
        try await Replays(redis: connection, scripts: Self.scripts).request(
            id: UUID().uuidString, group: group, from: start, ends: Dictionary(uniqueKeysWithValues: ends))
    }

    /// What was asked for, and how far it has come.
    func replays() async throws -> [Replay] {
        try await Replays(redis: connection, scripts: Self.scripts).list()
    }

    // MARK: Redis

    @discardableResult
    func command(_ command: [RedisArgument]) async throws -> RedisReply { try await connection.send(command) }

    /// Changes settings as the gateway does.
    func set(_ name: SettingsValues.Name, to value: String) async throws {
        let settings = try Settings(redis: connection, scripts: Self.scripts, defaults: SettingsValues())
        try await settings.set(name, to: value)
    }

    // MARK: Orders

    /// Writes an order's events as the outbox relay does: at the same moment, with the headers of the contract.
    @discardableResult
    func place(
        customer: String = "Ann", cents: Int64 = 450, quantity: Int = 1, at time: Timestamp = .init(.now),
        action: OrderAction = .created, id: String = UUID().uuidString.lowercased()
    ) async throws -> Order {
        let order = Order(
            id: id,
            draft: OrderDraft(customerName: customer, item: "Soup", quantity: quantity, price: Price(cents: cents)),
            createdAt: time)
        try await write([Self.record(of: order, action: action, at: time, topic: topics.orders)])
        return order
    }

    /// The record of an order's event on `orders`.
    static func record(
        of order: Order, action: OrderAction = .created, at time: Timestamp, topic: String
    ) -> ProducerRecord {
        let version = time.milliseconds
        let headers = EventHeaders(
            eventID: .order(order.id, version: version, topic: topic), correlationID: "request-\(order.id)",
            source: EventSource.orders, orderVersion: version,
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        return ProducerRecord(
            topic: topic, key: Array(order.id.utf8),
            value: OrderEvent(action: action, order: order, timestamp: time).json,
            headers: headers.pairs.map { KafkaHeader(name: $0.name, text: $0.value) }, timestamp: version)
    }

    func write(_ records: [ProducerRecord]) async throws {
        for result in await producer.send(records) { _ = try result.get() }
    }

    // MARK: What was seen

    /// Distinct records of topic `audit` by their action.
    func audit(_ actions: String...) -> [KafkaRecord] {
        witness.records(on: topics.audit).distinct.filter { actions.contains(Value($0)["action"] ?? "") }
    }

    func expectSoon(
        _ what: String, timeout: Duration = .seconds(30), _ condition: @Sendable () async throws -> Bool
    ) async throws {
        try await waitUntil(what, timeout: timeout, condition)
    }
}

extension Timestamp {
    init(_ date: Date) { self.init(milliseconds: Int64(date.timeIntervalSince1970 * 1000)) }
}
