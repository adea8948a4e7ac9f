import JSONText
import Kafka
import OrderEvents
import WebServer

/// Records that clients write themselves, over WebSocket and HTTP.
extension Shard {
    /// Who publishes, and what goes with every record that they cause.
    struct PublishContext {
        var identity: Identity?
        var idempotencyKey: String?
        var correlationID: String?
        var traceparent: String?
    }

    /// Answers `publish`, once Kafka has acknowledged the record. Other messages may come before the answer.
    func answer(_ request: ClientMessage.Publish, to session: Session) {
        Task { [weak session] in
            do throws(Problem) {
                let context = PublishContext(identity: session?.identity, idempotencyKey: request.idempotencyKey)
                let published = try await publish(request.record, to: request.channel, context)
                session?.send(ServerMessage.result(id: request.id, data: published.json))
            } catch {
                session?.send(ServerMessage.error(id: request.id, error))
            }
        }
    }

    /// Answers `POST /api/topics/{topic}/records`.
    func onPublish(to topic: String, _ request: HTTPRequest, _ reply: HTTPReply, _ identity: Identity?) {
        Task {
            do throws(Problem) {
                guard JSONText.isValid(request.body) else {
                    throw Problem(400, "json.malformed", "the body must be one JSON object")
                }
                let record: PublishedRecord
                do throws(InvalidRecord) {
                    record = try PublishedRecord(json: request.body)
                } catch {
                    throw Problem(error)
                }
                let context = PublishContext(
                    identity: identity, idempotencyKey: request.headers["idempotency-key"],
                    correlationID: reply.correlationID, traceparent: request.headers["traceparent"])
                let published = try await publish(record, to: topic, context)
                reply.json(201, published.json, headers: [("Location", published.path)])
            } catch {
                reply.problem(error)
            }
        }
    }

    /// `topics.produce`: as `publish`, with the topic among the fields of the record.
    var produceCommands: [Command] {
        [
            Command("topics.produce", nil, .publish) { [weak self] input, context throws(Problem) in
                let topic = try input.text("topic")
                let record: PublishedRecord
                do throws(InvalidRecord) {
                    record = try PublishedRecord(json: input.object ?? [])
                } catch {
                    throw Problem(error)
                }
                guard let self else { return [] }
                return try await self.publish(
                    record, to: topic,
                    PublishContext(
                        identity: context.identity, idempotencyKey: context.idempotencyKey,
                        correlationID: context.correlationID, traceparent: context.traceparent)
                ).json
            }
        ]
    }

    private struct Published {
        let delivery: Delivery
        let eventID: EventID

        var json: [UInt8] {
            JSONWriter.object {
                $0.field("partition", delivery.topicPartition.partition)
                $0.field("offset", delivery.offset)
                $0.field("eventId", eventID.text)
            }
        }

        /// Where it can be read.
        var path: String {
            let place = delivery.topicPartition
            return "/api/topics/\(place.topic)/records?partition=\(place.partition)&offset=\(delivery.offset)&limit=1"
        }
    }

    private func publish(
        _ record: PublishedRecord, to channel: String, _ context: PublishContext
    ) async throws(Problem) -> Published {
        let fanout = try readableChannel(channel)
        let isByHand = try fanout.channel.permit(
            publishing: record, by: context.identity, isWorkshop: options.takesOrders)
        let eventID: EventID
        if let key = context.idempotencyKey {
            guard Identifier.isAcceptable(key) else { throw .badIdempotencyKey }
            eventID = .published(topic: channel, caller: context.identity?.caller ?? "", key: key)
        } else {
            eventID = EventID(Identifier.random())
        }
        let headers = EventHeaders(
            eventID: eventID, correlationID: context.correlationID ?? Identifier.random(),
            source: EventSource.gateway, traceparent: TraceParent.child(of: context.traceparent, for: eventID),
            instance: options.instanceID)
        let delivery = try await shared.publisher.publish(
            ProducerRecord(
                topic: channel, key: record.key, value: record.value,
                headers: headers.pairs.map { KafkaHeader(name: $0.name, text: $0.value) } + record.headers))
        if isByHand { shared.handWritten.note(delivery) }
        return Published(delivery: delivery, eventID: eventID)
    }
}
