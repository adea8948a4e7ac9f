"""A thousand orders, as fast as they can be posted."""

import json
from collections import defaultdict

from follower import Follower
from ledger import ENDS
from load import order, place_all
from settling import settle

COUNT = 1000
CUSTOMERS = 100
VELOCITY = 5
WINDOW = 60_000


def expected_alerts(records):
    """How many orders have more than the limit of their customer in the window that ends with them, by record time."""
    times = defaultdict(list)
    for record in records:
        if record.topic == "orders" and record.value["action"] == "created" and not record.retry_count:
            times[record.value["order"]["customerName"]].append(record.timestamp)
    return sum(
        sum(time - WINDOW < earlier for earlier in placed[:number]) + 1 > VELOCITY
        for placed in map(sorted, times.values()) for number, time in enumerate(placed))


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
    assert alerts == expected_alerts(mine), "every order of a customer after the fifth within a minute raises one"
    tell(f"  {ends['NOTIFIED']} NOTIFIED + {ends['DLQ']} DLQ = {COUNT} ends, after {retries} RETRY")
    tell(f"  {alerts} FRAUD_ALERT + {COUNT - alerts} FRAUD_CHECK_PASSED = {COUNT} verdicts")
    tell(f"  from the first order to the last outcome: {(last - first) / 1000:.2f} s; doubles: {held.doubles}")
