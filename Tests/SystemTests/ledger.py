"""What became of every order, counted by distinct event id, and whether it is what the contract says."""

from collections import Counter, defaultdict

import contract

ENDS = ("NOTIFIED", "DLQ")


class Ledger:
    """Counts the records of a source that grows."""

    def __init__(self, source):
        self.source = source
        self.events = {}  # by event id, in the order in which they came
        self.doubles = 0
        self._read = 0

    def read(self):
        """Takes what is new."""
        records = self.source.records
        for record in records[self._read:]:
            self._read += 1
            known = self.events.setdefault(record.event_id, record)
            if known is not record:
                self.doubles += 1
                assert known.is_same_event(record), f"two events have one id:\n{known}\n{record}"
        return self

    # By order

    def count(self, matches):
        counts = defaultdict(Counter)
        for record in self.read().events.values():
            if what := matches(record):
                counts[record.order_id][what] += 1
        return counts

    def created(self):
        return {
            record.order_id for record in self.read().events.values()
            if record.topic == "orders" and record.value["action"] == "created" and not record.retry_count
        }

    def outcomes(self):
        """NOTIFIED, RETRY and DLQ of each order."""
        return self.count(lambda record: is_by(record, "notification-service") and record.value["action"])

    def verdicts(self):
        """FRAUD_ALERT and FRAUD_CHECK_PASSED of each order."""
        return self.count(lambda record: is_by(record, "fraud-service") and record.value["action"])

    def letters(self):
        return self.count(lambda record: record.topic == "orders-dlq" and "letter")

    # As a whole

    def expected(self, orders):
        """The ids of what services owe for what is on `orders`, as far as it can be told from what they said already."""
        owed = set()
        for record in list(self.events.values()):
            if record.topic != "orders" or record.order_id not in orders:
                continue
            if record.value["action"] == "created" and not record.retry_count:
                owed.add(contract.verdict_id(record.order_id))
            outcome = contract.outcome_id(record.event_id)
            owed.add(outcome)
            action = self.events[outcome].value["action"] if outcome in self.events else None
            if action == "RETRY":
                first = record.header("firstEventId") or record.event_id
                owed.add(contract.retry_id(first, record.retry_count + 1))
            if action == "DLQ":
                owed.add(contract.outcome_id(record.event_id, "orders-dlq"))
        return owed

    def is_complete(self, orders):
        """Whether everything about these orders has come to its end."""
        orders = set(orders)
        return self.created() >= orders and self.expected(orders) <= self.events.keys()

    def progress(self, orders):
        """For the failure of a wait."""
        orders = set(orders)
        missing = self.expected(orders) - self.events.keys()
        return (
            f"all of {len(orders)} orders have come to their end: {len(self.created() & orders)} created, "
            f"{len(self.outcomes().keys() & orders)} with an outcome, {len(self.verdicts().keys() & orders)} with a "
            f"verdict, {len(missing)} records missing")

    def verify(self, orders):
        """Every order has one end for each of its changes and one verdict, and services wrote nothing else about it."""
        orders = set(orders)
        assert self.is_complete(orders), self.progress(orders)
        changes = self.count(lambda record: record.topic == "orders" and not record.retry_count and "change")
        outcomes, verdicts = self.outcomes(), self.verdicts()
        for order in orders:
            ends = sum(outcomes[order][end] for end in ENDS)
            assert ends == changes[order]["change"], f"{order}: {changes[order]}, {outcomes[order]}"
            assert verdicts[order].total() == 1, f"{order}: {verdicts[order]}"
        written = {
            record.event_id for record in self.events.values()
            if record.order_id in orders and (
                is_by(record, "notification-service") or is_by(record, "fraud-service") or record.retry_count
                or record.topic == "orders-dlq")
        }
        assert written == self.expected(orders)


def is_by(record, source):
    return record.topic == "audit" and record.value["source"] == source


class Fixed:
    """A source that does not grow."""

    def __init__(self, records):
        self.records = records
