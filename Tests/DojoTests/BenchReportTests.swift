import Testing

@testable import DojoCommand

@Suite("What a bench reports") struct BenchReportTests {
    private let report = BenchReport(
        date: "2026-11-21T20:00:00Z", cores: 4, processor: "some", broker: "kafka", build: "release", loadBefore: 0.1,
        rows: [])

    @Test func theFirstLineSaysWhetherTheBrokerWasWarmedUp() {
        #expect(
            BenchTable(report: report).text.hasPrefix("4 cores (some), broker: kafka, release build, load before 0.1\n")
        )
        var warm = report
        warm.warmUpSeconds = 10
        #expect(
            BenchTable(report: warm).text.hasPrefix(
                "4 cores (some), broker: kafka, release build, load before 0.1, warmed up for 10 s\n"))
        warm.warmUpSeconds = 0.5
        #expect(BenchTable(report: warm).text.contains("warmed up for 0.50 s\n"))
    }

    @Test(arguments: ["-1s", "3m", "soon"]) func aWarmUpIsBounded(time: String) async throws {
        let run = try await DojoProcess.run(["bench", "idle", "--warm-up=\(time)"])
        #expect(run.status == 64)
        #expect(run.output.contains("--warm-up: expected"))
    }
}
