import Testing

@testable import Bench

@Suite("HTTP answer")
struct HTTPAnswerTests {
    @Test func endsBehindItsBody() {
        let answer = Array("HTTP/1.1 201 Created\r\nContent-Type: a\r\nContent-Length: 12\r\n\r\n{\"id\":\"abc\"}".utf8)
        #expect(HTTPAnswer.parse(answer)?.status == 201)
        #expect(HTTPAnswer.parse(answer)?.length == answer.count)
    }

    @Test func isUnknownUntilItsHeaderIsWhole() {
        #expect(HTTPAnswer.parse(Array("HTTP/1.1 201 Created\r\nContent-Length: 12\r\n".utf8)) == nil)
        #expect(HTTPAnswer.parse([]) == nil)
    }
}
