import Foundation
import OrderEvents
public import State

/// Calls services over HTTP: finds a live instance by presence, shows the shared secret, measures the time.
public final class SyncCaller: Sendable {
    /// How long one call may take.
    public static let patience = Duration.seconds(2)

    private let presence: Presence
    private let secret: SharedSecret
    private let http = HTTPCaller()
    private let instances = LiveInstances()

    public init(presence: Presence, secret: SharedSecret) {
        self.presence = presence
        self.secret = secret
    }

    /// Ends what is under way.
    public func close() { http.close() }

    /// Calls one instance of `service`, whose turn it is.
    nonisolated(nonsending) public func call(
        _ service: SyncService, _ body: [UInt8], correlationID: String
    ) async throws(SyncFailure) -> SyncCall {
        let name = service.rawValue
        let bearer: String
        let live: [LiveInstances.Instance]
        do {
            bearer = try await secret.text()
            live = try await present(service)
        } catch {
            throw SyncFailure(name, "cannot be found: \(error.message)")
        }
        guard let instance = instances.next(of: name, among: live),
            let url = URL(
                string: "http://\(instance.address)\(service.path)")
        else { throw SyncFailure(name, "has no live instance") }
        let start = ContinuousClock.now
        let answer: HTTPCaller.Answer
        do {
            answer = try await http.post(
                url, body,
                headers: [("Authorization", "Bearer \(bearer)"), ("X-Correlation-Id", correlationID)],
                timeout: Self.patience)
        } catch {
            throw SyncFailure(name, Self.sentence(error, instance.id))
        }
        let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        guard answer.status == 200, var call = try? JSONDecoder().decode(SyncCall.self, from: Data(answer.body)) else {
            let why = SyncRefusal(json: answer.body)?.message ?? "it answered \(answer.status)"
            throw SyncFailure(name, "(\(instance.id)) failed: \(why)")
        }
        call.ms = milliseconds
        return call
    }

    /// Instances of a service that are there, and not on their way out.
    nonisolated(nonsending) private func present(
        _ service: SyncService
    ) async throws(StateError) -> [LiveInstances.Instance] {
        let members = try await presence.list(kind: Presence.services).members ?? []
        return members.compactMap { member in
            guard member.details["service"] == service.rawValue, member.details["state"] != "stopping",
                let address = member.details["address"]
            else { return nil }
            return LiveInstances.Instance(id: member.id, address: address)
        }
    }

    private static func sentence(_ failure: HTTPCaller.Failure, _ instance: String) -> String {
        switch failure {
        case .timedOut: "(\(instance)) did not answer within \(patience.components.seconds) s"
        case .closed: "(\(instance)) was not waited for: this process stops"
        case .unreachable(let why): "(\(instance)) cannot be reached: \(why)"
        }
    }
}
