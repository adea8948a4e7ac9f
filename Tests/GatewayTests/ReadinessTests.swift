import Testing

@testable import Gateway

@Suite("Readiness")
struct ReadinessTests {
    @Test func isWhatNoPartIsInTroubleWith() {
        let readiness = Readiness()
        func text() -> String { String(decoding: readiness.json(instance: "g"), as: UTF8.self) }
        #expect(readiness.isReady)
        #expect(text() == #"{"ready":true,"instance":"g","troubles":{}}"#)
        readiness.set("redis", trouble: "gone")
        readiness.set("kafka", trouble: "not \"there\"")
        #expect(!readiness.isReady)
        #expect(text() == #"{"ready":false,"instance":"g","troubles":{"kafka":"not \"there\"","redis":"gone"}}"#)
        readiness.set("redis", trouble: nil)
        #expect(!readiness.isReady)
        readiness.set("kafka", trouble: nil)
        #expect(readiness.isReady)
    }

    @Test func isNotLostByWhatCanBeBorne() {
        let readiness = Readiness()
        readiness.set("channel a", trouble: "there is no topic a", isBearable: true)
        #expect(readiness.isReady)
        #expect(
            String(decoding: readiness.json(instance: "g"), as: UTF8.self)
                == #"{"ready":true,"instance":"g","troubles":{"channel a":"there is no topic a"}}"#)
        readiness.set("kafka", trouble: "gone")
        #expect(!readiness.isReady)
    }
}
