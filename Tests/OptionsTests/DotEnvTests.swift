import Foundation
import Options
import Testing

@Suite("DotEnv") struct DotEnvTests {
    @Test func linesAreNamesAndValues() {
        let text = #"""
            # a comment
            PORT=3001
              HOST = 0.0.0.0   # all of them
            export TOKEN=abc#def
            SINGLE='as $it \n is' # comment
            DOUBLE="two\nlines \"quoted\" \\"
            EMPTY=
            ONLY_COMMENT= # nothing
            URL=redis://h:1/2?a=b
            no assignment
            """#
        #expect(
            DotEnv.parse(text) == [
                "PORT": "3001", "HOST": "0.0.0.0", "TOKEN": "abc#def", "SINGLE": #"as $it \n is"#,
                "DOUBLE": "two\nlines \"quoted\" \\", "EMPTY": "", "ONLY_COMMENT": "", "URL": "redis://h:1/2?a=b",
            ])
        #expect(DotEnv.parse("A=1\r\nB=2\r\n") == ["A": "1", "B": "2"])
    }

    @Test func theEnvironmentWinsOverTheFile() throws {
        let path = NSTemporaryDirectory() + "dotenv-\(UUID().uuidString)"
        #expect(try DotEnv.read(path).isEmpty, "no file, no variables")
        try "PATH=from the file\nDOJO_ONLY_HERE=1\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let merged = try DotEnv.environment(over: path)
        #expect(merged["DOJO_ONLY_HERE"] == "1")
        #expect(merged["PATH"] != "from the file")
    }

    @Test func theExampleListsEveryVariable() {
        var reader = OptionReader(command: "c", abstract: "", arguments: [], environment: [:])
        reader.section("Edge")
        _ = reader.option("port", default: 3001, help: "Port to serve on.")
        _ = reader.option("from", default: "latest", help: "No variable.", environment: "")
        reader.section("Redis")
        _ = reader.option("redis-url", as: String.self, help: "Where Redis is.")
        let example = """

            ## Edge

            # Port to serve on.
            PORT=3001

            ## Redis

            # Where Redis is.
            # REDIS_URL=

            """
        #expect(DotEnv.example(of: reader.descriptions) == example)
    }
}
