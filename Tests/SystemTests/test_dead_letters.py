"""Dead letters: listed, sent back to where they came from once, put aside."""

import base64
from concurrent.futures import ThreadPoolExecutor

from deadline import until
from records import read


def letters(dojo, limit=200):
    answer = dojo.request("GET", f"/api/dead-letters?limit={limit}")
    assert answer.status == 200, answer
    return answer.json["letters"]


def redrive(dojo, **what):
    answer = dojo.request("POST", "/api/dead-letters/redrive", what, timeout=30)
    assert answer.status == 200, answer
    return answer.json


def until_there(dojo, count):
    return until(lambda: len(found := letters(dojo)) >= count and found, f"{count} dead letters", within=60)


def redriven(dojo):
    """What was sent back, as Kafka holds it."""
    return [record for record in read(dojo, "orders", "audit") if record.header("redrive-group")]


def set_fail_rate(dojo, rate):
    assert dojo.request("PATCH", "/api/settings", {"failRate": rate}).status == 200


def is_notified(dojo, count):
    found = letters(dojo)
    return [letter["outcome"] for letter in found].count("NOTIFIED") == count and found


def test_what_failed_is_sent_back_once_and_then_works(start):
    dojo = start(FAIL_RATE="1", FRAUD_BURST_LIMIT="100000")
    orders = [dojo.place(customerName=f"Ada {number}", item="Tea", quantity=1, price=2)["id"] for number in range(8)]
    found = until_there(dojo, 8)
    assert {letter["orderId"] for letter in found} == set(orders)
    for letter in found:
        assert (letter["topic"], letter["kind"], letter["attempts"]) == ("orders-dlq", "given-up", 3)
        assert letter["reason"] == "Max retries exceeded"
        assert letter["group"] == "notification-group"
        assert letter["origin"]["topic"] == "orders"
        assert (letter["state"], letter["redriveCount"], letter["outcome"]) == ("waiting", 0, None)
    offsets = [letter["offset"] for letter in found]
    assert sorted(offsets) == list(range(8))

    # It fails again as long as the rate is 1: that is a letter of its own.
    first = found[-1]
    assert redrive(dojo, ids=[first["id"]]) == {"redriven": 1, "skipped": 0}
    until_there(dojo, 9)
    state = {letter["id"]: letter for letter in letters(dojo)}[first["id"]]
    assert (state["state"], state["redriveCount"], state["outcome"]) == ("redriven", 1, "DLQ")
    assert redrive(dojo, ids=[first["id"], "unknown"]) == {"redriven": 0, "skipped": 2}

    # All that wait, by four at the same time: each once.
    set_fail_rate(dojo, 0)
    with ThreadPoolExecutor(4) as pool:
        tallies = list(pool.map(lambda _: redrive(dojo, all=True), range(4)))
    assert sum(tally["redriven"] for tally in tallies) == 8
    found = until(lambda: is_notified(dojo, 8), "all are notified", within=60)
    assert {letter["state"] for letter in found} == {"redriven"}
    sent = redriven(dojo)
    firsts = [record for record in sent if not record.retry_count]
    assert len({record.event_id for record in firsts}) == len(firsts) == 9
    for record in firsts:
        assert record.header("redrive-group") == "notification-group"
        assert record.header("redriveCount") == "1"
        assert record.order_id in orders
        assert list(record.value) == ["action", "order", "timestamp"]

    # Nobody but the group whose letters they were has acted.
    audit = read(dojo, "audit")
    verdicts = [record for record in audit if record.value["source"] == "fraud-service"]
    assert len({record.order_id for record in verdicts}) == len(verdicts) == 8
    notified = [record for record in audit if record.value["action"] == "NOTIFIED"]
    assert sorted(record.order_id for record in notified) == sorted(orders)


def test_what_cannot_be_parsed_goes_back_unchanged_to_its_group_only(start):
    dojo = start(FAIL_RATE="0")
    raw = b"\xff\x00 no JSON"
    body = {"key": "k", "value": base64.b64encode(raw).decode(), "encoding": "base64", "headers": {"mine": "kept"}}
    assert dojo.request("POST", "/api/topics/orders/records", body).status == 201
    found = until_there(dojo, 3)
    groups = {letter["group"]: letter for letter in found}
    assert groups.keys() == {"notification-group", "fraud-group", "analytics-group"}
    letter = groups["fraud-group"]
    assert (letter["kind"], base64.b64decode(letter["bytes"])) == ("unparsable", raw)
    assert letter["origin"]["topic"] == "orders"

    assert redrive(dojo, ids=[letter["id"]]) == {"redriven": 1, "skipped": 0}
    found = until_there(dojo, 4)
    again = [each for each in found if each["id"] not in {letter["id"] for letter in groups.values()}]
    assert [(each["group"], base64.b64decode(each["bytes"])) for each in again] == [("fraud-group", raw)]
    assert again[0]["origin"] != letter["origin"]
    assert {each["id"]: each for each in found}[letter["id"]]["outcome"] == "DLQ"

    # Put aside: it does not go with all the others.
    other = groups["analytics-group"]["id"]
    answer = dojo.request("POST", "/api/dead-letters/discard", {"ids": [other]})
    assert answer.json == {"discarded": 1, "skipped": 0}
    assert {each["id"]: each["state"] for each in letters(dojo)}[other] == "discarded"
    assert redrive(dojo, all=True)["redriven"] == 2
    assert redrive(dojo, ids=[other]) == {"redriven": 0, "skipped": 1}
    assert redrive(dojo, ids=[other], again=True) == {"redriven": 1, "skipped": 0}


def test_pages_go_back_to_the_oldest(start):
    dojo = start(FAIL_RATE="1", FRAUD_BURST_LIMIT="100000", HISTORY_RECORDS="10")
    for number in range(23):
        dojo.place(customerName=f"Bea {number}", item="Tea", quantity=1, price=2)
    whole = [letter["id"] for letter in until_there(dojo, 23)]
    pages, query = [], ""
    while query is not None:
        page = dojo.request("GET", f"/api/dead-letters?limit=5{query}").json
        pages.append([letter["id"] for letter in page["letters"]])
        query = page["next"] and f"&before={page['next']}"
    assert sorted(sum(pages, [])) == sorted(whole), "each once"
    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]


def test_what_makes_no_sense_is_refused(dojo):
    for path, body in [
        ("/api/dead-letters/redrive", {}), ("/api/dead-letters/redrive", {"ids": [], "all": False}),
        ("/api/dead-letters/redrive", {"ids": ["a"], "all": True}), ("/api/dead-letters/discard", {"ids": "a"}),
    ]:
        answer = dojo.request("POST", path, body)
        assert (answer.status, answer.json["code"]) == (400, "input.invalid"), (path, body)
    assert dojo.request("GET", "/api/dead-letters?before=x").json["code"] == "input.invalid"
