import Foundation

/// What a `dojo up` tells of the processes that it runs; kept in presence.
public struct SupervisorReport: Codable, Hashable, Sendable {
    /// One process, or the place for one.
    public struct Part: Codable, Hashable, Sendable {
        public var name: String
        /// Nil for what is no service.
        public var service: String?
        /// `starting`, `ready`, `waiting`, `stopping`, `stopped`, `failed`, `frozen`.
        public var state: String
        public var pid: Int32?
        /// How often it was started again.
        public var restarts: Int
        /// How its last process ended, for people.
        public var lastExit: String?
        /// Of the process that runs, in ms since 1970.
        public var startedAt: Int64?

        public init(
            name: String, service: String?, state: String, pid: Int32?, restarts: Int, lastExit: String?,
            startedAt: Int64?
        ) {
            self.name = name
            self.service = service
            self.state = state
            self.pid = pid
            self.restarts = restarts
            self.lastExit = lastExit
            self.startedAt = startedAt
        }
    }

    /// `embedded`, `local`, `external`.
    public var broker: String
    /// What was done to it last, as ``DesiredState/Broker/text`` says it.
    public var brokerState: String
    /// How many there are of each service where the lab says nothing.
    public var counts: [String: Int]
    public var parts: [Part]

    public init(broker: String, brokerState: String, counts: [String: Int], parts: [Part]) {
        self.broker = broker
        self.brokerState = brokerState
        self.counts = counts
        self.parts = parts
    }

    /// Under which supervisors are found by ``Presence``.
    public static let presenceKind = "supervisor"
    private static let field = "report"

    /// As presence keeps it.
    public var heartbeatDetails: [String: String] {
        let json = (try? JSONEncoder().encode(self)) ?? Data()
        return [Self.field: String(decoding: json, as: UTF8.self)]
    }

    /// Nil where the member says something else.
    public init?(_ member: Presence.Member) {
        guard let text = member.details[Self.field],
            let report = try? JSONDecoder().decode(SupervisorReport.self, from: Data(text.utf8))
        else { return nil }
        self = report
    }
}
