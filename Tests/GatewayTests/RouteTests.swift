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
        ("/api", .unknownAPI), ("/api/", .unknownAPI), ("/api/nothing", .unknownAPI), ("/api/orders/a/b", .unknownAPI),
        ("/api/events", .unknownAPI), ("/api/health", .unknownAPI),
    ])
    func pathsMean(_ path: String, _ route: Route) {
        #expect(Route(path) == route)
    }
}
