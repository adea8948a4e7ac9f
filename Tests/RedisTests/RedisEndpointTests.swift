import Options
import Testing

@testable import Redis

@Suite("Redis URL")
struct RedisEndpointTests {
    @Test func aHostAloneHasTheDefaultPortAndDatabase() throws {
        let endpoint = try RedisEndpoint(url: "redis://cache.internal")
        #expect(endpoint.address == .tcp(host: "cache.internal", port: 6379))
        #expect(endpoint.database == 0)
        #expect(endpoint.password == nil)
    }

    @Test func everythingCanBeGiven() throws {
        let endpoint = try RedisEndpoint(url: "redis://ann:s%40fe@[::1]:7000/3")
        #expect(endpoint.address == .tcp(host: "::1", port: 7000))
        #expect(endpoint.user == "ann")
        #expect(endpoint.password == "s@fe")
        #expect(endpoint.database == 3)
        #expect(endpoint.description == "[::1]:7000")
    }

    @Test func aPasswordAloneAndAUnixSocket() throws {
        let endpoint = try RedisEndpoint(url: "unix://:secret@/run/redis.sock?db=2")
        #expect(endpoint.address == .unix(path: "/run/redis.sock"))
        #expect(endpoint.user == nil)
        #expect(endpoint.password == "secret")
        #expect(endpoint.database == 2)
    }

    @Test(arguments: [
        "", "localhost:6379", "http://localhost", "redis://", "unix://relative", "redis://h/x", "redis://a@h",
    ])
    func whatIsNoRedisURLIsRefused(url: String) {
        #expect(throws: RedisError.self) { try RedisEndpoint(url: url) }
    }

    @Test func tlsIsRefusedWithTheRemedy() {
        let error = #expect(throws: RedisError.self) { try RedisOptions(url: "rediss://cache:6380") }
        #expect(error?.message.contains("stunnel") == true)
    }

    @Test func theOptionReaderReportsABadURL() {
        var reader = OptionReader(
            command: "test", abstract: "", arguments: [],
            environment: ["REDIS_URL": "rediss://cache", "REDIS_DEADLINE": "250ms"])
        let options = RedisOptions(&reader)
        #expect(options.deadline == .milliseconds(250))
        #expect(throws: OptionError.self) { try reader.finish() }
    }
}
