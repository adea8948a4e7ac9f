import JSONText
import OrderEvents
import State

/// What the services have counted.
struct InsightCommands: Sendable {
    /// Both nil: there is no Redis to ask.
    let state: RecordDesk.Parts?
    let settings: ToldSettings?

    /// Minutes in one answer.
    private static let mostMinutes = 24 * 60

    var commands: [Command] {
        [
            Command("analytics.minutes", .get("/api/analytics/minutes"), .read) { input, _ throws(Problem) in
                try await minutes(input)
            },
            Command("fraud.windows", .get("/api/fraud/windows"), .read) { _, _ throws(Problem) in
                try await windows()
            },
        ]
    }

    nonisolated(nonsending) private func minutes(_ input: CommandInput) async throws(Problem) -> [UInt8] {
        let count = try input.integer(ifPresent: "minutes", in: 1...Self.mostMinutes) ?? 15
        guard let state else { throw .noState }
        do throws(StateError) {
            let minutes = try await state.analytics.minutes(count)
            return JSONWriter.object { json in
                json.array("minutes") { json in for minute in minutes { minute.write(to: &json) } }
            }
        } catch {
            throw Problem(error)
        }
    }

    nonisolated(nonsending) private func windows() async throws(Problem) -> [UInt8] {
        guard let state, let settings else { throw .noState }
        let limits = await settings.current().fraudLimits
        do throws(StateError) {
            let levels = try await state.fraud.levels(windowSeconds: limits.windowSeconds)
            return JSONWriter.object { json in
                json.field("at", levels.time.milliseconds)
                json.field("windowSeconds", limits.windowSeconds)
                json.object("global") {
                    $0.field("count", levels.global)
                    $0.field("limit", limits.burst)
                }
                json.array("customers") { json in
                    for customer in levels.busiest {
                        json.object {
                            $0.field("name", customer.name)
                            $0.field("count", customer.count)
                            $0.field("limit", limits.velocity)
                        }
                    }
                }
            }
        } catch {
            throw Problem(error)
        }
    }
}

extension AnalyticsCounters.Minute {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("at", start.milliseconds)
            json.field("orders", created)
            json.field("notified", outcomes[.notified, default: 0])
            json.field("retries", outcomes[.retry, default: 0])
            json.field("dlq", outcomes[.deadLetter, default: 0])
            if let averageLatency { json.field("latencyMs", averageLatency) } else { json.null("latencyMs") }
            json.raw("revenue", revenue.description.utf8)
            json.object("items") { json in
                for (item, quantity) in items.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                    json.field(named: item, number: quantity)
                }
            }
        }
    }
}
