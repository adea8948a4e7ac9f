import EventLoop
import Fanout
import Kafka

/// Looks after the topics of the channels: nothing that is wrong with one of them keeps the others from being read.
extension Bridge {
    /// How often topics are looked at while all is well. New partitions are found within that.
    private static let pause = Duration.seconds(10)
    /// Without a record for so long a fill is given up, and begun again later.
    static let patience = Duration.seconds(15)

    func lookAfterTopics() async {
        // One for all attempts, so that a broker that is slow to answer is reached in the end; each is short, so that a
        // stop need not wait for it.
        let admin = KafkaAdmin(loop: loop, options: options.kafka, timeout: .seconds(2))
        var backoff = Backoff()
        while !Task.isCancelled {
            do throws(KafkaError) {
                try await survey(with: admin)
            } catch {
                // Of what is being read the reader knows best.
                if encoders.isEmpty {
                    note(trouble: "the broker at \(options.kafka.bootstrapServers) cannot be used: \(error.message)")
                }
            }
            let isWell = topics.values.allSatisfy { $0.isLive && !$0.isDoubtful } && brokerTrouble == nil
            if isWell { backoff.reset() }
            await attention.wait(atMost: isWell ? Self.pause : backoff.next())
        }
        await admin.close()
    }

    /// Looks at all topics once, and does what follows from it.
    private func survey(with admin: KafkaAdmin) async throws(KafkaError) {
        let found = try await admin.partitionCounts()
        let current = Cursor.epoch(clusterID: try await admin.clusterID())
        if let epoch, epoch != current {
            log.warning("this is another cluster than before")
            for channel in channels where topics[channel.name]?.isLive == true { drop(channel.name) }
        }
        epoch = current
        var reader: KafkaConsumer?
        for channel in channels {
            guard !Task.isCancelled else { break }
            let finding = topics[channel.name]?.see(found[channel.name]) ?? .nothing
            do throws(KafkaError) {
                switch finding {
                case .nothing: continue
                case .missing: missing(channel)
                case .gone:
                    log.warning("topic \(channel.name) was deleted")
                    drop(channel.name)
                    missing(channel)
                case .grown(let partitions): try await grow(channel, by: partitions, with: admin)
                case .ready(let partitions):
                    let consumer =
                        if let reader { reader } else {
                            try KafkaConsumer(loop: loop, options: options.kafka, group: nil)
                        }
                    reader = consumer
                    try await begin(channel, partitions, current, with: admin, consumer)
                }
            } catch {
                if topics[channel.name]?.isLive == true {
                    log.warning("new partitions of \(channel.name) cannot be read yet: \(error.message)")
                } else if error.isRetriable, topics[channel.name]?.failed(at: EventLoop.now) == false {
                    log.info("\(channel.name) cannot be read yet: \(error.message)")
                } else {
                    unavailable(channel, "\(channel.name) cannot be read: \(error.message)")
                }
                await reader?.close()
                reader = nil
            }
            if let topic = topics[channel.name] { gauges.set(channel.name, topic) }
        }
        await readOn()
        await reader?.close()
        // From here on the reader says whether what is being read comes.
        if encoders.isEmpty || !wasSurveyed { note(trouble: nil) }
        wasSurveyed = true
        guard !wasLive, onLive.channels.allSatisfy({ topics[$0]?.isLive == true }) else { return }
        wasLive = true
        await onLive.call()
    }

    // MARK: What can be found

    private func missing(_ channel: Channel) {
        let remedy = options.takesOrders ? ": run `dojo topics create`" : ""
        unavailable(channel, "there is no topic \(channel.name)\(remedy)")
    }

    private func unavailable(_ channel: Channel, _ reason: String) {
        guard channelTroubles[channel.name] != reason else { return }
        channelTroubles[channel.name] = reason
        log.warning("\(reason)")
        post(.unavailable(channel: channel.name, reason))
    }

    /// New partitions are read from their first offset, as by a client whose cursor does not know them.
    private func grow(
        _ channel: Channel, by partitions: Range<Int32>, with admin: KafkaAdmin
    ) async throws(KafkaError) {
        var starts: [Int32: Int64] = [:]
        for partition in partitions {
            let place = TopicPartition(topic: channel.name, partition: partition)
            starts[partition] = try await admin.watermarks(of: place).low
        }
        // It may have been dropped meanwhile.
        guard var encoder = encoders[channel.name] else { return }
        for (partition, offset) in starts { encoder.begin(partition, at: offset) }
        topics[channel.name]?.read(partitions: partitions.upperBound)
        log.notice("topic \(channel.name) has \(partitions.upperBound) partitions now")
        read(channel.name, with: encoder)
    }

    /// Fills the rings with what Kafka has of late, and goes on from there.
    private func begin(
        _ channel: Channel, _ partitions: Int32, _ epoch: String, with admin: KafkaAdmin, _ consumer: KafkaConsumer
    ) async throws(KafkaError) {
        var fill = Fill(channel: channel, epoch: epoch)
        for partition in 0..<partitions {
            let place = TopicPartition(topic: channel.name, partition: partition)
            let (low, high) = try await admin.watermarks(of: place)
            fill.add(place, low: low, high: high, most: Int64((channel.history ?? options.history).records))
        }
        try await readState(of: fill, from: consumer)
        try await complete(&fill, from: consumer)
        beginnings += 1
        fill.start.number = beginnings
        post(.channel(channel, fill.start))
        var encoder = RecordEncoder(positions: fill.start.positions, keyField: channel.keyField)
        for record in fill.merged {
            encoder.append(record)
            if encoder.pendingBytes > options.frameLimit { send(&encoder, channel.name) }
        }
        send(&encoder, channel.name)
        post(.filled(channel: channel.name))
        topics[channel.name]?.read(partitions: partitions)
        channelTroubles[channel.name] = nil
        log.info("\(channel.name) is being read", metadata: ["epoch": epoch])
        read(channel.name, with: encoder)
    }

    private func complete(_ fill: inout Fill, from consumer: KafkaConsumer) async throws(KafkaError) {
        try await consumer.assign(fill.starts.mapValues { .offset($0) })
        var deadline = EventLoop.now + Self.patience
        while !fill.isComplete {
            guard !Task.isCancelled else { throw KafkaError(.closed, "the gateway is stopping") }
            let batch = await consumer.poll(max: 1000, timeout: .seconds(1))
            if let error = batch.errors.first(where: { !$0.isRetriable }) { throw error }
            fill.take(batch)
            if !batch.records.isEmpty { deadline = EventLoop.now + Self.patience }
            guard EventLoop.now < deadline else {
                throw KafkaError(.timedOut, "the broker sends nothing of what it has", isRetriable: true)
            }
        }
        try await consumer.assign([:])
    }
}
