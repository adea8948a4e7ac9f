import Fanout
import JSONText
import Kafka
import OrderEvents
import State

/// Lists dead letters, sends them back, puts them aside: over the rings of one shard as they were when somebody asked.
struct DeadLetterDesk: Sendable {
    let scopes: [HistoryScope]
    let history: HistoryReader
    let publisher: Publisher
    let letters: DeadLetters
    let view: ClusterView
    let topics: TopicNames
    let groups: GroupNames
    let instanceID: String

    /// Letters that one step is about.
    private static let atOnce = 200
    /// Ids in one request.
    static let mostIDs = 1000

    // MARK: Listing

    nonisolated(nonsending) func list(limit: Int, before: DeadLetterPlaces) async throws(Problem) -> [UInt8] {
        let page = try await page(limit: limit, before: before)
        let records = page.letters.compactMap { DeadLetterRecord($0, groups: groups) }
        let (states, outcomes) = try await whatBecame(of: records)
        return JSONWriter.object { json in
            json.array("letters") { json in
                for (index, record) in records.enumerated() {
                    record.write(
                        states[index].stage.rawValue, redriveCount: states[index].redriveCount,
                        outcome: outcomes[index], to: &json)
                }
            }
            if let next = page.next { json.field("next", next.text) } else { json.null("next") }
        }
    }

    nonisolated(nonsending) private func page(
        limit: Int, before: DeadLetterPlaces
    ) async throws(Problem) -> DeadLetterPage {
        var found: [FoundRecord] = []
        var looked: [String: [Int32: Range<Int64>]] = [:]
        var begins: [String: [Int32: Int64]] = [:]
        do throws(HistoryError) {
            var budget = history.limits.forPage
            for scope in scopes {
                for partition in scope.partitions {
                    let low = try await begin(of: partition, in: scope)
                    let end = max(low, min(before[scope.topic, partition] ?? .max, scope.end(partition)))
                    looked[scope.topic, default: [:]][partition] = max(low, end - Int64(limit))..<end
                    begins[scope.topic, default: [:]][partition] = low
                }
                found += try await history.records(
                    in: looked[scope.topic] ?? [:], of: scope, RecordFilter(), &budget
                ).records
            }
        } catch {
            throw Problem(error)
        }
        return DeadLetterPage(found, most: limit, looked: looked, begins: begins)
    }

    nonisolated(nonsending) private func begin(
        of partition: Int32, in scope: HistoryScope
    ) async throws(HistoryError) -> Int64 {
        scope.isAllInRing ? scope.ringStart(partition) : try await history.low(of: scope.place(partition))
    }

    nonisolated(nonsending) private func whatBecame(
        of records: [DeadLetterRecord]
    ) async throws(Problem) -> ([DeadLetterState], [String?]) {
        do throws(StateError) {
            let states = try await letters.states(of: records.map(\.id))
            let redriven = zip(records, states).enumerated().filter { $0.element.1.redriveCount > 0 }
            var outcomes = [String?](repeating: nil, count: records.count)
            guard !redriven.isEmpty else { return (states, outcomes) }
            let cluster = try? await view.cluster()
            let found = try await letters.outcomes(
                of: redriven.map { Self.redriven($0.element.0, $0.element.1, cluster: cluster) },
                notificationGroup: groups.notification)
            for (index, outcome) in zip(redriven.map(\.offset), found) { outcomes[index] = outcome }
            return (states, outcomes)
        } catch {
            throw Problem(error)
        }
    }

    private static func redriven(
        _ record: DeadLetterRecord, _ state: DeadLetterState, cluster: String?
    ) -> DeadLetters.Redriven {
        var poison: EventID?
        let place = (state.place ?? "").split(separator: "/")
        if let cluster, place.count == 3, let partition = Int32(place[1]), let offset = Int64(place[2]) {
            poison = .poison(
                cluster: cluster, topic: String(place[0]), partition: partition, offset: offset, group: record.group)
        }
        return DeadLetters.Redriven(id: record.id, group: record.group, count: state.redriveCount, poison: poison)
    }

    // MARK: Acting

    /// What became of a request: how many letters it was done to, and how many it was not.
    struct Tally: Sendable {
        var done = 0
        var skipped = 0
    }

    /// Sends letters back, those of them about which nothing was done.
    ///
    /// - Parameters:
    ///   - ids: nil: all there are.
    ///   - again: also those that were sent back or put aside already.
    nonisolated(nonsending) func redrive(_ ids: Set<String>?, again: Bool) async throws(Problem) -> Tally {
        try await forEach(of: ids) { records throws(Problem) in try await redrive(records, again: again) }
    }

    nonisolated(nonsending) private func redrive(
        _ records: [DeadLetterRecord], again: Bool
    ) async throws(Problem) -> Int {
        // What cannot be sent back is not taken on.
        let possible = records.filter { $0.redriven(1, at: .init(milliseconds: 0), by: "", topics: topics) != nil }
        var failure: Problem?
        let count: Int
        do throws(StateError) {
            let claims = try await letters.claim(possible.map(\.id), again: again)
            let taken = zip(possible, claims).compactMap { record, claim -> (DeadLetters.Claim, ProducerRecord)? in
                guard let claim,
                    let again = record.redriven(claim.count, at: claim.time, by: instanceID, topics: topics)
                else { return nil }
                return (claim, again)
            }
            let results = await publisher.publish(taken.map(\.1))
            var outcomes: [(claim: DeadLetters.Claim, place: String?)] = []
            for ((claim, _), result) in zip(taken, results) {
                switch result {
                case .success(let delivery):
                    let place = delivery.topicPartition
                    outcomes.append((claim, "\(place.topic)/\(place.partition)/\(delivery.offset)"))
                case .failure(let problem):
                    outcomes.append((claim, nil))
                    failure = problem
                }
            }
            count = try await letters.settle(outcomes)
        } catch {
            throw Problem(error)
        }
        if let failure { throw failure }
        return count
    }

    /// Puts letters aside, those of them about which nothing was done.
    nonisolated(nonsending) func discard(_ ids: Set<String>?) async throws(Problem) -> Tally {
        try await forEach(of: ids) { records throws(Problem) in
            do throws(StateError) {
                return try await letters.discard(records.map(\.id))
            } catch {
                throw Problem(error)
            }
        }
    }

    /// Goes through the letters that there were when it was asked, and has something done to those meant: all of them
    /// oldest first, so that they keep their order; some of them newest first, where they mostly are.
    ///
    /// - Parameter body: says to how many of some letters it did it.
    nonisolated(nonsending) private func forEach(
        of ids: Set<String>?, _ body: ([DeadLetterRecord]) async throws(Problem) -> Int
    ) async throws(Problem) -> Tally {
        var tally = Tally()
        var left = ids
        for scope in scopes {
            for partition in scope.partitions where left?.isEmpty != true {
                let low: Int64
                do throws(HistoryError) {
                    low = try await begin(of: partition, in: scope)
                } catch {
                    throw Problem(error)
                }
                let end = max(low, scope.end(partition))
                let starts = Array(stride(from: low, to: end, by: Self.atOnce))
                for start in ids == nil ? starts : starts.reversed() where left?.isEmpty != true {
                    let range = start..<min(end, start + Int64(Self.atOnce))
                    let records = try await letters(in: range, of: partition, scope)
                    let meant = records.filter { left?.contains($0.id.text) ?? true }
                    left?.subtract(meant.map(\.id.text))
                    guard !meant.isEmpty else { continue }
                    let done = try await body(meant)
                    tally.done += done
                    tally.skipped += meant.count - done
                }
            }
        }
        tally.skipped += left?.count ?? 0
        return tally
    }

    nonisolated(nonsending) private func letters(
        in range: Range<Int64>, of partition: Int32, _ scope: HistoryScope
    ) async throws(Problem) -> [DeadLetterRecord] {
        do throws(HistoryError) {
            var budget = history.limits.forPage
            let found = try await history.records(in: [partition: range], of: scope, RecordFilter(), &budget)
            // A letter that was written twice is one.
            var seen: Set<EventID> = []
            return found.records.sorted { $0.entry.offset < $1.entry.offset }
                .compactMap { DeadLetterRecord($0, groups: groups) }.filter { seen.insert($0.id).inserted }
        } catch {
            throw Problem(error)
        }
    }
}
