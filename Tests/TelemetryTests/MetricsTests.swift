import Foundation
import Synchronization
import Telemetry
import Testing

@Suite("Metrics") struct MetricsTests {
    @Test func thePageIsPrometheusText() {
        let registry = MetricsRegistry()
        registry.counter("orders_total", help: "Orders.", labels: ["action": "updated"]).increment()
        registry.counter("orders_total", help: "Orders.", labels: ["action": "created", "by": "me"]).increment(by: 41)
        registry.gauge("depth", help: "Two\nlines and a \\.").set(2.5)
        registry.counter("odd_total", help: "", labels: ["name": "a \"b\" \\ c\nd"]).increment()
        let latency = registry.histogram(
            "latency_seconds", help: "Latency.", labels: ["to": "ws"], buckets: [0.1, 0.005, 1])
        for value in [0.004, 0.005, 0.5, 7] { latency.record(value) }
        let expected = #"""
            # HELP depth Two\nlines and a \\.
            # TYPE depth gauge
            depth 2.5
            # HELP latency_seconds Latency.
            # TYPE latency_seconds histogram
            latency_seconds_bucket{to="ws",le="0.005"} 2
            latency_seconds_bucket{to="ws",le="0.1"} 2
            latency_seconds_bucket{to="ws",le="1"} 3
            latency_seconds_bucket{to="ws",le="+Inf"} 4
            latency_seconds_sum{to="ws"} 7.509
            latency_seconds_count{to="ws"} 4
            # HELP odd_total 
            # TYPE odd_total counter
            odd_total{name="a \"b\" \\ c\nd"} 1
            # HELP orders_total Orders.
            # TYPE orders_total counter
            orders_total{action="created",by="me"} 41
            orders_total{action="updated"} 1

            """#
        #expect(registry.prometheus() == expected)
    }

    @Test func numbersThatAreNoneAreSpelledAsPrometheusDoes() {
        let registry = MetricsRegistry()
        registry.gauge("a", help: "a").set(.infinity)
        registry.gauge("b", help: "b").set(-.infinity)
        registry.gauge("c", help: "c").set(.nan)
        registry.gauge("d", help: "d").set(1e300)
        let samples = registry.prometheus().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples == ["a +Inf", "b -Inf", "c NaN", "d 1e+300"])
    }

    @Test func theSameNameAndLabelsAreTheSameMetric() {
        let registry = MetricsRegistry()
        #expect(registry.counter("x_total", help: "x") === registry.counter("x_total", help: "x"))
        #expect(registry.counter("x_total", help: "x") !== registry.counter("x_total", help: "x", labels: ["a": "b"]))
    }

    @Test func nothingIsLostBetweenThreads() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("x_total", help: "x")
        let gauge = registry.gauge("y", help: "y")
        let histogram = registry.histogram("z_seconds", help: "z", buckets: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment()
                        gauge.increment()
                        histogram.record(.milliseconds(500))
                    }
                }
            }
        }
        #expect(counter.value == 80_000)
        #expect(gauge.value == 80_000)
        #expect(histogram.sum == 40_000)
        #expect(histogram.cumulativeCounts == [80_000, 80_000])
    }

    @Test func gaugesMayBeFilledWhenThePageIsMade() {
        let registry = MetricsRegistry()
        let gauge = registry.gauge("pages", help: "Pages made.")
        registry.collect { gauge.increment() }
        _ = registry.prometheus()
        #expect(registry.prometheus().hasSuffix("pages 2\n"))
    }

    @Test func theProcessTellsOfItself() throws {
        let page = MetricsRegistry.shared.prometheus()
        func value(_ name: String) throws -> Double {
            let line = try #require(page.split(separator: "\n").first { $0.hasPrefix(name + " ") })
            return try #require(Double(line.dropFirst(name.count + 1)))
        }
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_open_fds") >= 3)
        #expect(try value("process_cpu_seconds_total") >= 0)
        let age = try Date.now.timeIntervalSince1970 - value("process_start_time_seconds")
        #expect(age > -1 && age < 3600)
        #expect(page.contains("# TYPE process_cpu_seconds_total counter\n"))
    }
}
