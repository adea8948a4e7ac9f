import Fanout
import WebServer

/// Pages of a channel's past, over the WebSocket beside the live subscription, and over HTTP.
extension Shard {
    /// Answers `history`. It is a request like a command: other messages may come before the answer.
    func answer(_ request: ClientMessage.History, to session: Session) {
        guard session.pagesAwaited < Session.mostPages else {
            return session.send(ServerMessage.error(id: request.id, Problem(.busy(retryAfterMilliseconds: 100))))
        }
        session.pagesAwaited += 1
        Task { [weak session] in
            let answer: [UInt8]
            do throws(Problem) {
                let page = try await page(request.query, of: request.channel, for: session?.identity)
                answer = ServerMessage.result(id: request.id, data: page.json(channel: request.channel))
            } catch {
                answer = ServerMessage.error(id: request.id, error)
            }
            session?.pagesAwaited -= 1
            session?.send(answer)
        }
    }

    /// `/api/topics/{topic}/records`: reads a page, or writes a record.
    func onRecords(of topic: String, _ request: HTTPRequest, _ reply: HTTPReply, _ identity: Identity?) {
        switch request.method {
        case "GET", "HEAD": answerPage(of: topic, request, reply, identity)
        case "POST": onPublish(to: topic, request, reply, identity)
        default: reply.notAllowed(["GET", "HEAD", "POST"])
        }
    }

    private func answerPage(of topic: String, _ request: HTTPRequest, _ reply: HTTPReply, _ identity: Identity?) {
        Task {
            do throws(Problem) {
                let query: HistoryQuery
                do throws(InvalidQuery) {
                    query = try HistoryQuery(request.query)
                } catch {
                    throw Problem(400, error.code, error.message)
                }
                reply.json(200, try await page(query, of: topic, for: identity).json(channel: topic))
            } catch {
                reply.problem(error)
            }
        }
    }

    private func page(
        _ query: HistoryQuery, of channel: String, for identity: Identity?
    ) async throws(Problem) -> HistoryPage {
        let fanout = try readableChannel(channel)
        var query = query
        query.filter = try fanout.channel.permitted(query.filter, to: identity)
        var scope = fanout.scope
        if let partition = query.partition {
            guard let narrowed = scope.narrowed(to: partition) else {
                throw Problem(
                    404, "partition.unknown", "\(channel) has no partition \(partition), but \(scope.partitions.count)")
            }
            scope = narrowed
        }
        do throws(HistoryError) {
            return try await shared.history.page(query, in: scope, bytes: options.frameLimit)
        } catch {
            throw Problem(error)
        }
    }
}
