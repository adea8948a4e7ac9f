"""A thousand orders, as fast as they can be posted."""

import json

from follower import Follower
from ledger import ENDS
from load import order, place_all
from settling import settle

COUNT = 1000
CUSTOMERS = 100
VELOCITY = 5


def test_every_one_ends_once_and_has_one_verdict(dojo, follow, tell):
    live = follow(Follower, dojo)
    answers, seconds = place_all(dojo, [order(f"Thousand {number % CUSTOMERS}") for number in range(COUNT)])
    tell(f"{COUNT} orders were accepted in {seconds:.2f} s, {COUNT / seconds:.0f} a second")
    orders = [json.loads(answer)["id"] for answer in answers]
    assert len(set(orders)) == COUNT

    held = settle(dojo, orders, live)
    outcomes, verdicts = held.outcomes(), held.verdicts()
    ends = {end: sum(outcomes[order][end] for order in orders) for end in ENDS}
    assert sum(ends.values()) == COUNT
    assert all(sum(outcomes[order][end] for end in ENDS) == 1 for order in orders)
    assert all(verdicts[order].total() == 1 for order in orders)
    letters = held.letters()
    assert all(letters[order]["letter"] == outcomes[order]["DLQ"] for order in orders)
    assert live.orders.keys() >= set(orders), "a client that follows has them all in its list"

    mine = [record for record in held.events.values() if record.order_id in set(orders)]
    last = max(record.timestamp for record in mine)
    first = min(record.timestamp for record in mine)
    retries = sum(outcomes[order]["RETRY"] for order in orders)
    alerts = sum(verdicts[order]["FRAUD_ALERT"] for order in orders)
    if (last - first) < 60_000:
        assert alerts == COUNT - CUSTOMERS * VELOCITY, "every order of a customer after the fifth raises one"
    tell(f"  {ends['NOTIFIED']} NOTIFIED + {ends['DLQ']} DLQ = {COUNT} ends, after {retries} RETRY")
    tell(f"  {alerts} FRAUD_ALERT + {COUNT - alerts} FRAUD_CHECK_PASSED = {COUNT} verdicts")
    tell(f"  from the first order to the last outcome: {(last - first) / 1000:.2f} s; doubles: {held.doubles}")
