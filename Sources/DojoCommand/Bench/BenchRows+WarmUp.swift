/// Bringing a broker up to its speed.
extension BenchRows {
    /// A JVM compiles what it has done often enough: it has to have worked for a while before it is measured. It takes
    /// small requests, and a gateway reads them, as in the rows; on all cores, as nobody is in his place yet.
    func warmUp() async throws(CommandError) {
        let time = stage.settings.warmUp
        guard time > .zero else { return }
        say("warming the broker up for \(time.optionText)")
        let topics = newTopics()
        let server = try await stage.startGateway(topics)
        let producer = try await BenchProducer(
            kafka: stage.kafka, topic: topics.audit, valueSize: stage.settings.valueSize, linger: .milliseconds(1))
        await producer.setRate(20_000)
        try? await Task.sleep(for: time)
        await producer.close()
        await stage.stop(server.name)
    }
}
