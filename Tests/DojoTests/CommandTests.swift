import Kafka
import Options
import Program
import Testing

@testable import DojoCommand

@Suite("The command line") struct CommandTests {
    @Test func everyCommandIsInTheHelp() {
        for command in Dojo.commands { #expect(Dojo.help.contains("  \(command.commandName) ")) }
    }

    @Test func everyExitStatusIsInTheHelpOfUp() {
        for code in ExitCode.allCases { #expect(UpCommand.discussion.contains("  \(code.rawValue)")) }
    }

    @Test func anUnknownCommandIsAMistake() async throws {
        for arguments in [["upp"], ["topics", "drop"], ["service"], ["service", "pizza"], []] {
            let run = try await DojoProcess.run(arguments)
            #expect(run.status == 64)
            #expect(!run.output.isEmpty)
        }
    }

    @Test func helpIsNoMistake() async throws {
        for arguments in [
            ["help"], ["--help"], ["up", "--help"], ["help", "up"], ["--version"], ["service", "fraud", "--help"],
        ] {
            let run = try await DojoProcess.run(arguments)
            #expect(run.status == 0)
            #expect(!run.output.isEmpty)
        }
    }

    @Test func everyProblemIsNamedAtOnce() async throws {
        let run = try await DojoProcess.run(["up", "--port", "70000", "--nonsense", "--fraud-instances=x"])
        #expect(run.status == 64)
        for word in ["--port", "--nonsense", "--fraud-instances", "See dojo up --help."] {
            #expect(run.output.contains(word))
        }
    }

    @Test func aListOfTopicsIsATableOrJSON() {
        let topics = [TopicMetadata(name: "orders", partitions: 3)]
        #expect(TopicsListCommand.table(topics) == "TOPIC   PARTITIONS\norders  3\n")
        #expect(TopicsListCommand.json(topics) == "[{\"name\":\"orders\",\"partitions\":3}]\n")
    }
}
