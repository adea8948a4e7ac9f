import JSONText
import OrderEvents
import State
import SyncCalls
import Telemetry
import WebServer

/// The HTTP side of a service, for orders that go without Kafka: one `POST`, for whoever shows the shared secret.
///
/// On the loop of the server whose requests it answers.
struct SyncDesk: Sendable {
    let worker: any SyncWorker
    let secret: SharedSecret
    let metrics: ServiceMetrics

    /// Whether a request is for this desk.
    func takes(_ request: HTTPRequest) -> Bool { request.path == worker.service.path }

    /// Answers later, on the loop.
    func handle(_ exchange: HTTPExchange) {
        guard exchange.request.method == "POST" else {
            return exchange.respond(status: 405, headers: [("Allow", "POST")])
        }
        let loop = exchange.loop
        Task {
            let (status, body) = await answer(exchange.request)
            metrics.called(worker.service.path, status: status)
            loop.execute {
                exchange.respond(
                    status: status,
                    headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
                        + (status == 401 ? [("WWW-Authenticate", "Bearer")] : []), body: body)
            }
        }
    }

    private func answer(_ request: HTTPRequest) async -> (status: Int, body: [UInt8]) {
        do {
            guard let shown = Self.bearer(request), SharedSecret.isSame(shown, try await secret.text()) else {
                return (401, SyncRefusal("auth.invalid", "the shared secret is wanted as Authorization: Bearer").json)
            }
            let correlationID = request.headers["x-correlation-id"] ?? ""
            return (200, try await worker.work(request.body, correlationID: correlationID).json)
        } catch let malformed as MalformedEvent {
            return (400, SyncRefusal("json.malformed", malformed.description).json)
        } catch let refusal as SyncRefusal {
            return (502, refusal.json)
        } catch let failure as SyncFailure {
            return (502, SyncRefusal("sync.dependency", failure.sentence).json)
        } catch let error as StateError {
            return (503, SyncRefusal("redis.unavailable", error.message).json)
        } catch {
            return (500, SyncRefusal("internal", "\(error)").json)
        }
    }

    /// What stands behind `Authorization: Bearer` (RFC 6750, section 2.1).
    static func bearer(_ request: HTTPRequest) -> String? {
        guard let header = request.headers["authorization"] else { return nil }
        let words = header.split(separator: " ")
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
    }
}
