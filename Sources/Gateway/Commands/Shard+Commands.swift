import JSONText
import WebServer

/// Commands, whichever way they come.
extension Shard {
    /// Answers a request to a command's route.
    func answer(
        _ command: Command, _ parameters: [String: String], _ request: HTTPRequest, _ reply: HTTPReply,
        _ identity: Identity?
    ) {
        Task { await carryOut(command, parameters, request, reply, identity) }
    }

    /// On this shard, as what it answers belongs to it.
    private func carryOut(
        _ command: Command, _ parameters: [String: String], _ request: HTTPRequest, _ reply: HTTPReply,
        _ identity: Identity?
    ) async {
        do throws(Problem) {
            guard request.body.isEmpty || JSONText.isValid(request.body) else {
                throw Problem(400, "json.malformed", "the body must be one JSON object")
            }
            let input = try CommandInput(
                object: request.body.isEmpty ? nil : request.body,
                parameters: request.query.merging(parameters) { $1 })
            let context = CommandContext(
                identity: identity, idempotencyKey: request.headers["idempotency-key"],
                correlationID: reply.correlationID, traceparent: request.headers["traceparent"])
            let data = try await command.run(input, context)
            reply.json(data.isEmpty ? 204 : 200, data)
        } catch {
            reply.problem(error)
        }
    }

    /// Answers `command`. Other messages may come before the answer.
    func answer(_ request: ClientMessage.Command, to session: Session) {
        Task { [weak session] in
            do throws(Problem) {
                guard let command = commands[request.name] else { throw commands.unknown(request.name) }
                let input = try CommandInput(object: request.data)
                let context = CommandContext(
                    identity: session?.identity, idempotencyKey: request.idempotencyKey, session: session)
                let data = try await command.run(input, context)
                session?.send(ServerMessage.result(id: request.id, data: data.isEmpty ? Array("{}".utf8) : data))
            } catch {
                session?.send(ServerMessage.error(id: request.id, error))
            }
        }
    }

    /// What every shard can be asked for by itself.
    var ownCommands: [Command] {
        [
            Command("presence.get", .get("/api/presence"), .read) { [weak self] _, _ throws(Problem) in
                guard let self else { return [] }
                return try await self.presence()
            },
            Command("disconnect", .post("/api/disconnect"), .disconnect, in: shared.diary) {
                [weak self] input, _ throws(Problem) in
                guard let self else { return Act([], []) }
                return try await self.disconnect(input)
            },
        ] + systemCommands + readinessCommands
    }
}
