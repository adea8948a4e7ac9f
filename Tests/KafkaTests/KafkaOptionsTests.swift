import Kafka
import Options
import Testing

@Suite("Options of Kafka")
struct KafkaOptionsTests {
    private func read(_ environment: [String: String]) throws -> KafkaOptions {
        var reader = OptionReader(command: "test", abstract: "A test.", arguments: [], environment: environment)
        let options = KafkaOptions(&reader, environment: environment)
        try reader.finish()
        return options
    }

    @Test func everyPropertyCanBeSetByItsVariable() throws {
        let options = try read([
            "KAFKA_BOOTSTRAP_SERVERS": "a:1,b:2", "KAFKA_SASL_USERNAME": "ann", "KAFKA_LINGER_MS": "7", "OTHER": "x",
        ])
        #expect(options.bootstrapServers == "a:1,b:2")
        #expect(options.properties == ["sasl.username": "ann", "linger.ms": "7"])
        #expect(!options.isEmbedded)
    }

    @Test func whatBelongsToOthersIsLeftAlone() throws {
        let options = try read([
            "KAFKA_HOME": "/opt/kafka", "KAFKA_CONTROL": "/run/control", "KAFKA_HEAP_OPTS": "-Xmx1g",
            "KAFKA_SERVICE_HOST": "10.0.0.1", "KAFKA_PORT_9092_TCP": "tcp://10.0.0.1:9092", "KAFKA_DEBUG": "",
        ])
        #expect(options.properties.isEmpty)
        #expect(options.control == "/run/control")
    }

    @Test(arguments: ["KAFKA_NO_SUCH_THING", "KAFKA_LINGER_MS", "KAFKA_ENABLE_AUTO_COMMIT"])
    func whatCannotBeIsRejectedByTheVariablesName(variable: String) throws {
        let error = #expect(throws: OptionError.self) { try read([variable: "nonsense"]) }
        guard case .invalid(let text) = error else {
            Issue.record("not rejected")
            return
        }
        #expect(text.contains(variable))
    }
}
