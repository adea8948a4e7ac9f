import Foundation
import Options
import Testing

@testable import DojoCommand

@Suite(".env.example") struct EnvExampleTests {
    @Test func isWhatTheProgramWrites() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let file = try String(contentsOf: root.appending(path: ".env.example"), encoding: .utf8)
        #expect(file == EnvExampleCommand.text, "run: .build/debug/dojo env-example > .env.example")
    }

    @Test func namesEachVariableOnce() {
        let lines = EnvExampleCommand.text.split(separator: "\n").map { $0.hasPrefix("# ") ? $0.dropFirst(2) : $0 }
        let names = lines.compactMap { line in
            line.firstIndex(of: "=").map { line[..<$0] }.flatMap { $0.allSatisfy(Self.isOfName) ? String($0) : nil }
        }
        #expect(Set(names).count == names.count)
        #expect(Set(names) == Set(EnvExampleCommand.options.compactMap(\.environment)))
    }

    @Test func namesEveryVariableOfEveryHelp() async throws {
        let example = EnvExampleCommand.text
        var commands = Dojo.commands.map { $0.commandName.split(separator: " ").map(String.init) }
        commands += ["notification", "fraud", "analytics", "audit"].map { ["service", $0] }
        for command in commands {
            let help = try await DojoProcess.run(command + ["--help"]).output
            for variable in Self.variables(in: help) {
                #expect(
                    example.contains("\n\(variable)=") || example.contains("\n# \(variable)="), "\(command) \(variable)"
                )
            }
        }
    }

    @Test func isAnEnvFileThatChangesNothing() {
        let variables = DotEnv.parse(EnvExampleCommand.text)
        var reader = OptionReader(command: "", abstract: "", arguments: [], environment: variables)
        let options = UpOptions(&reader, environment: variables)
        #expect(throws: Never.self) { try reader.finish() }
        #expect(options.broker == .embedded)
        #expect(options.redisURL == nil)
        #expect(options.address == ListenAddress(host: "127.0.0.1", port: 3001))
    }

    /// `[PORT, default: 3001]` names one; the text may be folded.
    private static func variables(in help: String) -> [String] {
        help.split(separator: "[").dropFirst().compactMap { rest in
            let name = rest.prefix { isOfName($0) }
            return name.count > 1 ? String(name) : nil
        }
    }

    private static func isOfName(_ character: Character) -> Bool {
        character == "_" || character.isASCII && (character.isUppercase || character.isNumber)
    }
}
