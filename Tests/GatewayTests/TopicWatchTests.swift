import Testing

@testable import Gateway

@Suite("Following a topic")
struct TopicWatchTests {
    @Test func aTopicThatIsNotThereIsWaitedFor() {
        var topic = TopicWatch()
        #expect(topic.see(nil) == .missing)
        #expect(topic.see(0) == .missing)
        #expect(topic.see(3) == .ready(partitions: 3))
        // Nothing has come of it: it is found again.
        #expect(topic.see(3) == .ready(partitions: 3))
        topic.read(partitions: 3)
        #expect(topic.isLive)
        #expect(topic.see(3) == .nothing)
    }

    @Test func whatFailsForAMomentMayStillBegin() {
        var topic = TopicWatch()
        #expect([100, 104, 105].map { topic.failed(at: .seconds($0)) } == [false, false, true])
        topic.read(partitions: 3)
        topic.restart()
        #expect([106].map { topic.failed(at: .seconds($0)) } == [false])
    }

    @Test func newPartitionsAreFound() {
        var topic = TopicWatch()
        topic.read(partitions: 3)
        #expect(topic.see(5) == .grown(3..<5))
        #expect(topic.see(5) == .grown(3..<5))
        topic.read(partitions: 5)
        #expect(topic.see(5) == .nothing)
    }

    @Test func aClusterInTroubleDoesNotShrinkATopic() {
        var topic = TopicWatch()
        topic.read(partitions: 3)
        #expect(topic.see(2) == .nothing)
        #expect(topic.see(0) == .nothing)
        #expect(topic.see(3) == .nothing)
    }

    @Test func aTopicIsGoneWhenTwoLooksSaySo() {
        var topic = TopicWatch()
        topic.read(partitions: 3)
        #expect(topic.see(nil) == .nothing)
        #expect(topic.isDoubtful)
        #expect(topic.see(3) == .nothing)
        #expect(topic.see(nil) == .nothing)
        #expect(topic.see(nil) == .gone)
        #expect(!topic.isLive)
        #expect(topic.see(nil) == .missing)
        #expect(topic.see(1) == .ready(partitions: 1))
    }
}
