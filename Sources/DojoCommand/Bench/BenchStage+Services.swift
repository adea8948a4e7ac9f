import Bench
import EventLoop
import Foundation
import Kafka
import OrderEvents

extension BenchStage {
    /// Writes the events of new orders, each of another customer, to their topic.
    func place(_ count: Int, on topics: TopicNames) async throws(CommandError) {
        try await TopicSetup.create(topics, on: kafka, loop: loop, deadline: .seconds(30))
        let producer: KafkaProducer
        do throws(KafkaError) {
            producer = try KafkaProducer(loop: loop, options: kafka)
        } catch {
            throw CommandError(.failure, "no producer: \(error.message)")
        }
        await producer.prepare(for: [topics.orders])
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        var records: [ProducerRecord] = []
        for number in 0..<count {
            let id = UUID().uuidString.lowercased()
            let draft = OrderDraft(
                customerName: "customer \(number)", item: "Margherita", quantity: 2, price: Price(cents: 950))
            let order = Order(id: id, draft: draft, createdAt: now)
            let headers = EventHeaders(
                eventID: .order(id, version: now.milliseconds, topic: topics.orders), correlationID: id,
                source: EventSource.orders, orderVersion: now.milliseconds)
            records.append(
                ProducerRecord(
                    topic: topics.orders, key: Array(id.utf8),
                    value: OrderEvent(action: .created, order: order, timestamp: now).json,
                    headers: headers.pairs.map { KafkaHeader(name: $0.name, text: $0.value) },
                    timestamp: now.milliseconds))
        }
        let results = await producer.send(records)
        await producer.close()
        let failures = results.count { if case .failure = $0 { true } else { false } }
        guard failures == 0 else { throw CommandError(.failure, "\(failures) of \(count) orders were not written") }
    }

    /// Starts one instance of a service, in a group that is this topic's own.
    func startService(
        _ service: String, _ name: String, _ topics: TopicNames, isPinned: Bool = false
    ) async throws(CommandError) {
        let port = try FreePorts.find(1)[0]
        var variables = topics.environment
        variables["KAFKA_BOOTSTRAP_SERVERS"] = kafka.bootstrapServers
        variables["KAFKA_CONTROL"] = kafka.control
        variables["REDIS_URL"] = redisURL
        variables["INSTANCE_ID"] = name
        variables["HEALTH_PORT"] = String(port)
        variables["\(service.uppercased())_GROUP"] = "\(service)-\(topics.orders)"
        variables["LOG_LEVEL"] = "warning"
        let command = (isPinned ? pinning : []) + [settings.project.dojo, "service", service]
        try await start(
            Part(
                name: name, role: .service(service), command: command, environment: variables,
                readiness: .ready(port: port), restart: .never))
    }
}
