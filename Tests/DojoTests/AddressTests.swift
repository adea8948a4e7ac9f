import Testing

@testable import DojoCommand

@Suite("Addresses") struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1", "http://127.0.0.1:3001"), ("0.0.0.0", "http://127.0.0.1:3001"), ("::", "http://[::1]:3001"),
        ("10.0.0.7", "http://10.0.0.7:3001"),
    ])
    func theURLIsOneToGoTo(host: String, url: String) {
        #expect(ListenAddress(host: host, port: 3001).url == url)
    }

    @Test(arguments: [("localhost", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("10.0.0.7", "10.0.0.7")])
    func aNameIsLookedUpToBeAsked(host: String, digits: String) {
        #expect([digits, "::1"].contains(ListenAddress(host: host, port: 3001).digits))
    }

    @Test func aFreePortIsFreeAndATakenOneIsSaidToBeTaken() async throws {
        let port = try FreePorts.find(1)[0]
        try ListenAddress(host: "127.0.0.1", port: port).checkFree()
        let listener = try Listener(port: port)
        let error = #expect(throws: CommandError.self) { try ListenAddress(host: "127.0.0.1", port: port).checkFree() }
        #expect(error?.code == .occupied)
        #expect(error?.message.contains("Port \(port)") == true)
        #expect(error?.message.contains("make run PORT=") == true)
        withExtendedLifetime(listener) {}
    }

    @Test func whatIsNoAddressOfThisMachineIsAMistake() {
        for host in ["203.0.113.9", "no such host"] {
            let error = #expect(throws: CommandError.self) { try ListenAddress(host: host, port: 3001).checkFree() }
            #expect(error?.code == .usage)
        }
    }

    @Test func freePortsDiffer() throws {
        #expect(Set(try FreePorts.find(20)).count == 20)
    }
}
