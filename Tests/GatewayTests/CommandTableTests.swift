import Testing

@testable import Gateway

@Suite("The table of commands")
struct CommandTableTests {
    private func command(_ name: String, _ route: CommandRoute?) -> Command {
        Command(name, route, .read) { _, _ in Array("1".utf8) }
    }

    private var table: CommandTable {
        CommandTable([
            command("thing.list", .get("/api/things")), command("thing.set", .put("/api/things/{thing}")),
            command("thing.get", .get("/api/things/{thing}")), command("thing.stop", .post("/api/things/{thing}/stop")),
            command("order.create", nil),
        ])
    }

    private func found(_ method: String, _ path: String) -> String {
        switch table.endpoint(method, path) {
        case .command(let command, let parameters):
            ([command.name] + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
                .joined(separator: " ")
        case .notAllowed(let methods): methods.joined(separator: ",")
        case .nothing: "nothing"
        }
    }

    @Test(arguments: [
        ("GET", "/api/things", "thing.list"), ("HEAD", "/api/things", "thing.list"),
        ("GET", "/api/things/", "thing.list"), ("GET", "/api/things/a b", "thing.get thing=a b"),
        ("PUT", "/api/things/x", "thing.set thing=x"), ("POST", "/api/things/x/stop", "thing.stop thing=x"),
        ("DELETE", "/api/things/x", "GET,HEAD,PUT"), ("GET", "/api/things/x/stop", "POST"),
        ("GET", "/api/things/x/y", "nothing"), ("GET", "/api", "nothing"), ("GET", "/api/order.create", "nothing"),
        ("GET", "/api/Things", "nothing"),
    ])
    func methodAndPathLeadToACommand(_ method: String, _ path: String, _ expected: String) {
        #expect(found(method, path) == expected)
    }

    @Test func aNameThatIsNoneIsAnsweredWithThoseThereAre() {
        #expect(table["thing.set"]?.name == "thing.set")
        #expect(table["thing.eat"] == nil)
        #expect(
            table.unknown("thing.eat").message
                == "there is no command thing.eat; there are order.create, thing.get, thing.list, thing.set, thing.stop"
        )
    }
}
