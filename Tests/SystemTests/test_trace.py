"""The trace of an order: every record about it, in the order of time."""

from deadline import until

SERVICES = {"order-service", "notification-service", "fraud-service"}


def trace(dojo, id):
    return dojo.request("GET", f"/api/orders/{id}/trace")


def place(dojo, customer):
    return dojo.place(customerName=customer, item="Soup", quantity=1, price=4.5)


def sources(answer):
    return {record["headers"]["source"] for record in answer["records"]} if answer else set()


def until_told(dojo, id):
    """Waits until the notification has ended and the verdict is there; returns the trace of then."""

    def is_told():
        answer = trace(dojo, id)
        if answer.status != 200:
            return None
        told = [record["value"].get("action") for record in answer.json["records"]]
        ended = {"NOTIFIED", "DLQ"} & set(told) and {"FRAUD_ALERT", "FRAUD_CHECK_PASSED"} & set(told)
        return ended and answer.json

    return until(is_told, "all is told of the order", within=60)


def check(answer, id):
    assert answer["orderId"] == id
    times = [record["timestamp"] for record in answer["records"]]
    assert times == sorted(times)
    first = answer["records"][0]
    assert (first["topic"], first["value"]["action"], first["sinceOrderMs"]) == ("orders", "created", 0)
    assert sources(answer) >= SERVICES
    places = [(record["topic"], record["partition"], record["offset"]) for record in answer["records"]]
    assert len(set(places)) == len(places), "each record once"
    for record in answer["records"]:
        assert record["sinceOrderMs"] == record["timestamp"] - times[0]
        assert record["handledBy"] == record["value"].get("instanceId", record["headers"]["instance"])
        assert record["key"] == id


def test_it_tells_who_did_what_and_when(dojo):
    id = place(dojo, "Tea Trace")["id"]
    answer = until_told(dojo, id)
    check(answer, id)
    assert answer["complete"] is True
    assert len({record["headers"]["correlationId"] for record in answer["records"]}) == 1, "one request caused it all"
    by = {record["headers"]["source"]: record["handledBy"] for record in answer["records"]}
    assert by["order-service"] == "gateway-1"
    assert by["notification-service"] in ("notification-1", "notification-2")
    assert by["fraud-service"] == "fraud-1"


def test_a_deleted_order_has_one_too(dojo):
    id = place(dojo, "Ute Untraced")["id"]
    until_told(dojo, id)
    assert dojo.request("DELETE", f"/api/orders/{id}").status == 204

    def is_deleted():
        answer = trace(dojo, id).json
        return "deleted" in [record["value"].get("action") for record in answer["records"]] and answer

    check(until(is_deleted, "its deletion is told"), id)


def test_what_was_never_ordered_has_none(dojo):
    answer = trace(dojo, "00000000-0000-4000-8000-00000000dead")
    assert (answer.status, answer.json["code"]) == (404, "order.unknown")


def test_it_reaches_back_beyond_what_is_in_memory(start):
    dojo = start(HISTORY_RECORDS="40", FAIL_RATE="0", FRAUD_BURST_LIMIT="100000")
    id = place(dojo, "Vera Vast")["id"]
    before = until_told(dojo, id)
    for number in range(100):
        last = place(dojo, f"Wally {number}")["id"]
    until_told(dojo, last)
    answer = trace(dojo, id).json
    check(answer, id)
    assert answer["complete"] is True

    def lasting(trace):
        return [record for record in trace["records"] if record["value"].get("action") != "STREAM_STATS"]

    assert lasting(answer) == lasting(before)
    # Of a deleted one only its records know when it was placed. Two tell of it, and the notification is a third.
    assert dojo.request("DELETE", f"/api/orders/{id}").status == 204
    until(lambda: len(lasting(trace(dojo, id).json)) == len(lasting(before)) + 3, "its deletion is told", within=30)
    check(trace(dojo, id).json, id)
