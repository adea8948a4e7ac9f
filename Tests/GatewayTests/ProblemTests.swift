import OrderEvents
import State
import Testing

@testable import Gateway

@Suite("Problems")
struct ProblemTests {
    private func json(_ problem: Problem, correlationID: String? = "c-1") -> String {
        String(decoding: problem.json(title: "Bad Request", correlationID: correlationID), as: UTF8.self)
    }

    @Test func theBodyToTheLetter() {
        let invalid = Problem(
            InvalidOrder.fields([
                FieldProblem(field: "item", message: "is required"),
                FieldProblem(field: "price", message: "must have at most two decimals"),
            ]))
        #expect(
            json(invalid)
                == #"{"type":"about:blank","title":"Bad Request","status":400,"code":"order.invalid","#
                + #""detail":"item is required; price must have at most two decimals","#
                + #""details":[{"field":"item","message":"is required"},"#
                + #"{"field":"price","message":"must have at most two decimals"}],"correlationId":"c-1"}"#)
    }

    @Test func withoutDetailsThereAreNone() {
        #expect(
            json(Problem(InvalidOrder.malformed), correlationID: nil)
                == #"{"type":"about:blank","title":"Bad Request","status":400,"code":"json.malformed","#
                + #""detail":"the body must be one JSON object"}"#)
    }

    @Test(arguments: [
        (StateError.Code.notFound, 404, "order.unknown"), (.versionConflict, 412, "order.version"),
        (.idempotencyMismatch, 422, "idempotency.mismatch"), (.invalidCursor, 400, "cursor.invalid"),
        (.outboxFull, 503, "outbox.full"), (.storageFull, 503, "storage.full"),
        (.unavailable, 503, "redis.unavailable"), (.corrupt, 500, "internal"),
    ])
    func everyFailureOfTheStateHasAStatusAndACode(_ code: StateError.Code, _ status: Int, _ name: String) {
        let problem = Problem(StateError(code, "x"))
        #expect(problem.status == status)
        #expect(problem.code == name)
    }

    @Test func whatPassesSaysWhenToTryAgain() {
        for code in [StateError.Code.outboxFull, .unavailable] {
            #expect(Problem(StateError(code, "x")).headers["Retry-After"] == "1")
        }
        #expect(Problem.brokerLost.headers["Retry-After"] == "1")
        #expect(Problem.brokerLost.status == 503)
        #expect(Problem.brokerLost.code == "broker.lost")
    }
}
