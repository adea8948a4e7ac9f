import Testing

@testable import Gateway

@Suite("Routes")
struct RouteTests {
    @Test(arguments: [
        ("/api/orders", Route.orders), ("/orders", .orders), ("/api/orders/", .orders), ("/orders/", .orders),
        ("/api/orders/abc", .order("abc")), ("/orders/abc", .order("abc")), ("/api/orders/a%2Fb", .order("a%2Fb")),
        ("/events", .events), ("/ws", .webSocket), ("/health", .health), ("/ready", .ready), ("/metrics", .metrics),
        ("/", .page), ("", .page), ("/index.html", .page), ("/components/x/x.js", .page), ("/orders/a/b", .page),
        ("/ordersx", .page), ("/Orders", .page),
        ("/api", .command), ("/api/", .command), ("/api/nothing", .command), ("/api/orders/a/b", .command),
        ("/api/events", .command), ("/api/health", .command),
    ])
    func pathsMean(_ path: String, _ route: Route) {
        #expect(Route(path) == route)
    }
}
