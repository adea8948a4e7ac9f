import Testing

@testable import Bench

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test func aPercentileIsAtMostASixteenthOff() {
        var histogram = LatencyHistogram()
        for latency in 1...100_000 { histogram.add(Int64(latency)) }
        for quantile in [0.01, 0.5, 0.9, 0.99, 1] {
            let exact = 100_000 * quantile
            let found = Double(histogram.percentile(quantile) ?? 0)
            #expect(found >= exact && found <= exact * 1.07, "\(quantile): \(found)")
        }
    }

    @Test func smallOnesAreExact() {
        var histogram = LatencyHistogram()
        for latency in [0, 3, 3, 15, -4] { histogram.add(Int64(latency)) }
        #expect(histogram.percentile(0.4) == 0)
        #expect(histogram.percentile(0.8) == 3)
        #expect(histogram.percentile(1) == 15)
    }

    @Test func bucketsTellAllThatWasCounted() {
        var histogram = LatencyHistogram()
        for latency in [7, 900, 900, 1 << 35, Int64.max] { histogram.add(latency) }
        let copy = LatencyHistogram(buckets: histogram.buckets)
        #expect(copy == histogram)
        #expect(copy.count == 5)
    }

    @Test func nothingCountedHasNoPercentile() {
        #expect(LatencyHistogram().percentile(0.5) == nil)
    }
}
